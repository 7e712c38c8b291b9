import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createHoldfastClient, type TokenGrant } from '@holdfast/client'
import { startProcess } from '@holdfast/server/testing'
import { mailsTo, startSmtp } from '@holdfast/tooling/services'

export const PASSWORD = 'a long enough passphrase'

type Client = ReturnType<typeof createHoldfastClient>

/** What is sent over HTTP as it stands, by GET where there is no body. */
export interface Sent {
  path: string
  body?: string
  token?: string | undefined
}

export interface Timed {
  status: number
  /** From the beginning of the request to the end of the answer. */
  ms: number
}

/** A server process that sends mails, on a data folder of its own, and whoever asks it. */
export interface AskedServer extends AsyncDisposable {
  auth: Client['auth']
  /** Registers somebody and follows the link of their mail. */
  signUp(email: string): Promise<TokenGrant>
  send(sent: Sent): Promise<Timed>
}

const sending =
  (url: string, agent: Agent): AskedServer['send'] =>
  async ({ path, body, token }) => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    }
    const began = performance.now()
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request(url + path, { method, headers, agent })
    // A server that has refused does not wait for the rest.
    asked.on('error', () => undefined)
    asked.end(body)
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.on('error', () => undefined).resume()
    await once(response, 'close')
    return { status: Number(response.statusCode), ms: performance.now() - began }
  }

export const openAskedServer = async (): Promise<AskedServer> => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const smtp = stack.use(await startSmtp())
  const server = startProcess(folder, {
    ...{ LOG_LEVEL: 'warn', RATE_LIMITS: '1000000', npm_lifecycle_event: 'bench' },
    ...{ SMTP_URL: smtp.url, MAIL_FROM: 'Holdfast <no-reply@example.org>' },
  })
  stack.defer(async () => {
    await server.end('SIGTERM')
  })
  const url = await server.ready()
  const agent = stack.adopt(new Agent({ keepAlive: true }), (one) => one.destroy())
  const { auth } = createHoldfastClient({ url })
  const signUp: AskedServer['signUp'] = async (email) => {
    await auth.register.mutate({ email, password: PASSWORD, firstName: 'Ann', client: 'tool' })
    for (;;) {
      const [mail] = await mailsTo(smtp, email)
      const token = /#token=([\w-]+)/.exec(mail?.parsed.text ?? '')?.[1]
      if (token) {
        const reply = await auth.verifyEmail.mutate({ token, client: 'tool' })
        if ('accessToken' in reply) return reply as TokenGrant
        throw new Error('the link opened no session')
      }
      await delay(50)
    }
  }
  const opened = stack.move()
  const dispose = () => opened.disposeAsync()
  return { auth, signUp, send: sending(url, agent), [Symbol.asyncDispose]: dispose }
}
