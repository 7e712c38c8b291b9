import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { BlockList } from 'node:net'
import { type ServedForTest, serveForTest } from '@holdfast/server/testing/serve'
import { mailsTo, type Smtp, startSmtp } from '@holdfast/tooling/services'
import { afterAll, beforeAll, expect, test } from 'vitest'

const PUBLIC = 'https://tasks.example.org'
const PASSWORD = 'plum ladder envelope seven'

let smtp: Smtp
let served: ServedForTest
beforeAll(async () => {
  // What a trusted proxy says of whom it speaks for is taken, and of where it was asked nothing.
  const trustedProxies = new BlockList()
  trustedProxies.addSubnet('127.0.0.0', 8)
  trustedProxies.addAddress('::1', 'ipv6')
  smtp = await startSmtp()
  served = await serveForTest({ smtpUrl: smtp.url, publicUrl: new URL(PUBLIC), trustedProxies })
})
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  await smtp[Symbol.asyncDispose]()
})

const forgeries: Record<string, string>[] = [
  { host: 'evil.example' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-port': '81' },
  { 'x-forwarded-host': 'tasks.example.org, evil.example', 'x-forwarded-for': '203.0.113.9' },
  { forwarded: 'for=203.0.113.9;host=evil.example;proto=http' },
  {
    'x-original-host': 'evil.example',
    'x-host': 'evil.example',
    'x-forwarded-server': 'evil.example',
  },
  { 'x-original-url': 'https://evil.example/', 'x-forwarded-prefix': '/evil.example' },
]

/** Asks as no browser can: with whatever headers. */
const ask = async (procedure: string, input: object, headers: Record<string, string>) => {
  const asked = request(`${served.url}/trpc/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  })
  asked.end(JSON.stringify(input))
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  await once(response, 'end')
  return response.statusCode
}

/** Where the links of the newest of so many mails to somebody lead, each once, and its secret. */
const linksOf = async (address: string, count: number) => {
  await expect.poll(async () => (await mailsTo(smtp, address)).length).toBeGreaterThanOrEqual(count)
  const mail = (await mailsTo(smtp, address)).at(-1)
  const whole = `${mail?.parsed.text}\n${mail?.parsed.html}`
  expect(mail?.raw).not.toContain('evil')
  return {
    origins: new Set(
      [...whole.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([at]) => new URL(at).origin),
    ),
    token: /#token=([\w-]+)/.exec(whole)?.[1],
  }
}

test.each(forgeries)(
  'a mailed link leads where the configuration says, whatever host a request names: %j',
  async (headers) => {
    const email = `${crypto.randomUUID()}@example.org`
    const account = { email, password: PASSWORD, firstName: 'Ada', client: 'tool' }
    expect(await ask('auth.register', account, headers)).toBe(200)
    const confirm = await linksOf(email, 1)
    expect(confirm.origins).toEqual(new Set([PUBLIC]))
    expect(await ask('auth.verifyEmail', { token: confirm.token, client: 'tool' }, headers)).toBe(
      200,
    )
    expect((await linksOf(email, 2)).origins).toEqual(new Set([PUBLIC]))
    expect(await ask('auth.requestPasswordReset', { email }, headers)).toBe(200)
    const reset = await linksOf(email, 3)
    expect(reset.origins).toEqual(new Set([PUBLIC]))
    expect(reset.token).toBeDefined()
  },
)
