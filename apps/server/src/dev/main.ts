// Shows the mails to who works on them. `npm run dev` starts it beside the server, which knows nothing of it.
import { serveHttp } from '../processes/serve-http.ts'
import { stopOnSignal } from '../processes/stop-on-signal.ts'
import { sayWhyNot } from '../say-why-not.ts'
import { mailPreviews } from './mail-previews.ts'

/** Next to the server's own. */
const PORT = 4601

try {
  const { stop } = stopOnSignal()
  await using served = await serveHttp({ app: mailPreviews(), host: '127.0.0.1', port: PORT })
  process.stdout.write(`The mails are shown at ${served.url}/mails\n`)
  await stop
} catch (error) {
  sayWhyNot(error)
}
