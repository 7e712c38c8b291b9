import { startServer } from './compose.ts'
import { decideConfig } from './config/config.ts'
import { readEnv } from './config/env.ts'
import { openLog } from './log/open-log.ts'
import { followParent } from './processes/follow-parent.ts'
import { stopOnSignal } from './processes/stop-on-signal.ts'
import { sayWhyNot } from './say-why-not.ts'

const run = async (): Promise<void> => {
  const requests = stopOnSignal()
  const config = decideConfig(readEnv())
  const log = openLog(config.logLevel)
  if (config.followsParent) followParent(() => requests.request('the parent process ended'))

  const server = await startServer(config, log)
  process.stdout.write(`Holdfast is ready at ${server.url}\n`)
  void server.postgres?.lost.then((err) => {
    log.error({ err }, 'the database cannot be started again')
    process.exitCode = 1
    requests.request('the database is lost')
  })

  const cause = await requests.stop
  log.info({}, `Stopping (${cause})`)
  await server.stop(requests.hurry)
  log.info({}, 'Stopped')
}

try {
  await run()
} catch (error) {
  sayWhyNot(error)
}
process.exit()
