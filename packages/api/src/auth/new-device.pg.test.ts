import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountWorld, openAccounts } from '../accounts/testing/account-world.ts'
import type { RequestInfo } from '../context.ts'
import { openWorld, PASSWORD, sessionIn } from '../testing/world.ts'

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36'

let accounts: AccountWorld
beforeAll(async () => {
  accounts = openAccounts(await openWorld(postgresSearchIndex))
  await accounts.person('First')
})
afterAll(() => accounts[Symbol.asyncDispose]())

const browserCookie = (cookies: readonly string[]): string | undefined =>
  cookies.flatMap((one) => /^holdfast_browser=([^;]*)/.exec(one)?.[1] ?? []).at(-1)

/** Signs in by a browser. @returns what is mailed of it, and the browser's cookie then */
const signIn = async (email: string, request: Partial<RequestInfo> = {}) => {
  const { api, cookies } = accounts.world.asking({ userAgent: CHROME, ...request })
  await api.auth.login({ email, password: PASSWORD })
  return { mails: await accounts.settle(), cookie: browserCookie(cookies) }
}

test('a browser in which somebody never signed in is told to them by mail, once', async () => {
  const { email } = await accounts.person('Nell')
  const { mails, cookie } = await signIn(email, { ip: '192.0.2.7' })
  expect(mails).toMatchObject([{ to: { address: email }, subject: 'A new device signed in' }])
  expect(mails[0]?.text).toContain('Chrome on Windows, from the address 192.0.2.7, on ')
  expect(mails[0]?.text).toContain('https://tasks.example.org/forgot')
  const again = await signIn(email, { browserCookie: cookie, ip: '198.51.100.9' })
  expect(again).toEqual({ mails: [], cookie: undefined })
})

test('the browser of somebody else is a new one, and one that only had the password as well', async () => {
  const [ann, bob] = [await accounts.person('Ann'), await accounts.person('Bob')]
  const { cookie } = await signIn(ann.email)
  expect((await signIn(bob.email, { browserCookie: cookie })).mails).toHaveLength(1)

  const { secret, setup } = await bob.api.factors.totpStart({ password: PASSWORD })
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = () => totp.generate({ timestamp: accounts.world.clock.now.getTime() })
  await bob.api.factors.totpConfirm({ setup, code: code() })
  await accounts.settle()
  accounts.world.clock.now = new Date(accounts.world.clock.now.getTime() + 60_000)
  const first = accounts.world.asking({ userAgent: CHROME })
  const asked = await first.api.auth.login({ email: bob.email, password: PASSWORD })
  expect(browserCookie(first.cookies)).toBeUndefined()
  expect(await accounts.settle()).toEqual([])
  const ticket = 'ticket' in asked ? asked.ticket : ''
  const second = accounts.world.asking({ userAgent: CHROME })
  await second.api.auth.secondFactor({ ticket, method: 'totp', code: code(), client: 'web' })
  expect(browserCookie(second.cookies)).toBeDefined()
  expect(await accounts.settle()).toMatchObject([{ subject: 'A new device signed in' }])
})

test('the browser that an account was made in is known, and so is the first session of it', async () => {
  const email = 'made-here@example.org'
  const { api } = accounts.world.asking({ userAgent: CHROME })
  await api.auth.register({ email, password: PASSWORD, firstName: 'Mae' })
  const [mail] = await accounts.settle()
  const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  const verifying = accounts.world.asking({ userAgent: CHROME })
  sessionIn(await verifying.api.auth.verifyEmail({ token, client: 'web' }))
  expect((await accounts.settle()).map(({ subject }) => subject)).not.toContain(
    'A new device signed in',
  )
  const cookie = browserCookie(verifying.cookies)
  expect((await signIn(email, { browserCookie: cookie })).mails).toEqual([])
})

test.each([
  ['the same program at the same address', {}, 0],
  ['another program', { userAgent: 'another' }, 1],
  ['the same program at another address', { ip: '198.51.100.1' }, 1],
] as const)('a tool without cookies is known by both: %s', async (_, request, mails) => {
  const { email } = await accounts.person(`Tool-${crypto.randomUUID().slice(0, 8)}`)
  const login = { email, password: PASSWORD, client: 'tool' } as const
  await accounts.api(request).auth.login(login)
  expect(await accounts.settle()).toHaveLength(mails)
})
