import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, PASSWORD, refusal, sessionIn } from '../testing/world.ts'
import {
  type AccountWorld,
  openAccounts,
  PASSWORD_OF_OTHERS,
  tokenIn,
} from './testing/account-world.ts'

let accounts: AccountWorld
beforeAll(async () => {
  accounts = openAccounts(await openWorld(postgresSearchIndex, memoryCache))
  await accounts.person('First')
})
afterAll(() => accounts[Symbol.asyncDispose]())

const MINUTE = 60_000
const later = (ms: number): void => {
  const { clock } = accounts.world
  clock.now = new Date(clock.now.getTime() + ms)
}
const login = (email: string, password: string) =>
  refusal(accounts.api().auth.login({ email, password, client: 'tool' })).catch(() => 'signed in')
const askReset = async (email: string) => {
  await accounts.settle()
  expect(await accounts.api().auth.requestPasswordReset({ email })).toEqual({
    status: 'check-mail',
  })
  return accounts.settle()
}
const reset = (token: string, password = PASSWORD_OF_OTHERS) =>
  accounts.api().auth.resetPassword({ token, password })
const me = (bearer: string) => accounts.api({ bearer }).users.me()

test('who forgot their password sets another by a mailed link, and is signed out everywhere', async () => {
  const { email, accessToken } = await accounts.person('Ann')
  const [mail, ...more] = await askReset(email)
  expect(more).toEqual([])
  expect(mail).toMatchObject({ to: { address: email }, subject: 'Set another password' })
  expect(mail?.text).toMatch(/https:\/\/tasks\.example\.org\/reset#token=[\w-]{43}\b/)
  expect(await reset(tokenIn(mail))).toEqual({ status: 'reset' })
  expect(await refusal(me(accessToken))).toMatchObject({ appCode: 'session-revoked' })
  expect(await login(email, PASSWORD)).toMatchObject({ appCode: 'wrong-credentials' })
  expect(await login(email, PASSWORD_OF_OTHERS)).toBe('signed in')
  expect(await accounts.settle()).toMatchObject([
    { to: { address: email }, subject: 'Your password was changed' },
  ])
})

test('a reset ends the person’s access tokens as well, and bypasses no second factor', async () => {
  const { id, email, api } = await accounts.person('Factor')
  const made = { name: 'Report', scopes: ['read' as const], expiresInDays: 1, password: PASSWORD }
  const { token } = await api.tokens.create(made)
  expect((await accounts.api({ bearer: token }).tasks.list()).items).toEqual([])
  await accounts.rows(
    `INSERT INTO auth.passkeys (id, user_id, credential_id, public_key, counter, name)
     VALUES (gen_random_uuid(), $1, 'credential', 'key', 0, 'Key')`,
    [id],
  )
  await accounts.settle()
  const [mail] = await askReset(email)
  await reset(tokenIn(mail))
  expect(await refusal(accounts.api({ bearer: token }).tasks.list())).toMatchObject({
    code: 'UNAUTHORIZED',
  })
  const login = accounts.api().auth.login({ email, password: PASSWORD_OF_OTHERS, client: 'tool' })
  expect(await login).toMatchObject({ status: 'second-factor', methods: ['passkey'] })
})

test('a reset is asked for an unknown address with the same answer and no mail', async () => {
  expect(await askReset('nobody@example.org')).toEqual([])
})

test('a link works once, and the other links of the person lead nowhere from then on', async () => {
  const { email } = await accounts.person('Once')
  const [first] = await askReset(email)
  const [second] = await askReset(email)
  await reset(tokenIn(second))
  for (const mail of [first, second])
    expect(await refusal(reset(tokenIn(mail)))).toMatchObject({ appCode: 'link-used-up' })
})

test('of two who follow one link at once, one sets the password', async () => {
  const { email } = await accounts.person('Race')
  const token = tokenIn((await askReset(email))[0])
  const both = await Promise.allSettled([reset(token), reset(token, 'another plum ladder 77')])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a link for a password leads nowhere after 30 minutes', async () => {
  const { email } = await accounts.person('Slow')
  const token = tokenIn((await askReset(email))[0])
  later(30 * MINUTE)
  expect(await refusal(reset(token))).toMatchObject({ appCode: 'link-used-up' })
  expect(await login(email, PASSWORD)).toBe('signed in')
})

test('a refused password leaves the link good for a better one', async () => {
  const { email } = await accounts.person('Weakly')
  const token = tokenIn((await askReset(email))[0])
  expect(await refusal(reset(token, 'holdfast1234'))).toMatchObject({ appCode: 'password-weak' })
  expect(await reset(token)).toEqual({ status: 'reset' })
})

test('a link of one kind is none of another', async () => {
  const { email } = await accounts.person('Kinds')
  const forReset = tokenIn((await askReset(email))[0])
  const verifying = accounts.api().auth.verifyEmail({ token: forReset, client: 'tool' })
  expect(await refusal(verifying)).toMatchObject({ appCode: 'link-used-up' })
  const [mail] = await accounts.ask('kinds-2@example.org')
  expect(await refusal(reset(tokenIn(mail)))).toMatchObject({ appCode: 'link-used-up' })
})

test('who has the mailbox brings a waiting account into use with a password of their own', async () => {
  const email = 'squatted@example.org'
  const [squatted] = await accounts.ask(email, PASSWORD_OF_OTHERS, 'Squatter')
  const [mail] = await askReset(email)
  await reset(tokenIn(mail), PASSWORD)
  expect(await login(email, PASSWORD_OF_OTHERS)).toMatchObject({ appCode: 'wrong-credentials' })
  expect(await login(email, PASSWORD)).toBe('signed in')
  const late = accounts.api().auth.verifyEmail({ token: tokenIn(squatted), client: 'tool' })
  expect(await refusal(late)).toMatchObject({ appCode: 'link-used-up' })
})

test('who is suspended gets no link, and one that they have leads nowhere', async () => {
  const { id, email } = await accounts.person('Suspended')
  const token = tokenIn((await askReset(email))[0])
  await accounts.rows(`UPDATE users.users SET status = 'suspended' WHERE id = $1`, [id])
  expect(await refusal(reset(token))).toMatchObject({ appCode: 'link-used-up' })
  expect(await askReset(email)).toEqual([])
})

test('who registered before mails were sent confirms their address later, by the newest link', async () => {
  const { id, email, api } = await accounts.person('Later')
  await accounts.rows('UPDATE users.users SET email_verified = false WHERE id = $1', [id])
  expect(await api.account.resendVerification()).toEqual({ status: 'check-mail' })
  const [first] = await accounts.settle()
  await api.account.resendVerification()
  const [second] = await accounts.settle()
  expect(second).toMatchObject({ to: { address: email }, subject: 'Confirm your e-mail address' })
  const verify = (token: string) => accounts.api().auth.verifyEmail({ token, client: 'tool' })
  expect(await refusal(verify(tokenIn(first)))).toMatchObject({ appCode: 'link-used-up' })
  expect(await verify(tokenIn(second))).toEqual({ status: 'verified' })
  expect((await api.users.me()).emailVerified).toBe(true)
  await api.account.resendVerification()
  expect(await accounts.settle()).toEqual([])
})

test('to confirm opens a session by cookie in a browser, and in no page of another site', async () => {
  const [mail] = await accounts.ask('browser@example.org')
  const token = tokenIn(mail)
  const foreign = accounts.api({ sameOrigin: false }).auth.verifyEmail({ token })
  expect(await refusal(foreign)).toMatchObject({ appCode: 'forbidden' })
  const { api, cookies } = accounts.world.asking()
  const reply = sessionIn(await api.auth.verifyEmail({ token }))
  expect(reply).not.toHaveProperty('refreshToken')
  expect(cookies[0]).toMatch(/^holdfast_refresh=[^;]+; .*HttpOnly; SameSite=Strict/)
})
