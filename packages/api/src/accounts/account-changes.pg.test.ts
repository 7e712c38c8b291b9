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

const signIn = (email: string, password = PASSWORD) =>
  accounts.api().auth.login({ email, password, client: 'tool' })
const login = (email: string, password?: string) =>
  refusal(signIn(email, password)).catch(() => 'signed in')
const me = (bearer: string) => accounts.api({ bearer }).users.me()
const verify = (token: string) => accounts.api().auth.verifyEmail({ token, client: 'tool' })

test('a changed password ends every other session, and the person is told', async () => {
  const { email, api, accessToken } = await accounts.person('Ann')
  const elsewhere = sessionIn(await signIn(email)).accessToken
  await api.account.changePassword({ currentPassword: PASSWORD, newPassword: PASSWORD_OF_OTHERS })
  expect((await me(accessToken)).email).toBe(email)
  expect(await refusal(me(elsewhere))).toMatchObject({ appCode: 'session-revoked' })
  expect(await login(email)).toMatchObject({ appCode: 'wrong-credentials' })
  expect(await login(email, PASSWORD_OF_OTHERS)).toBe('signed in')
  expect(await accounts.settle()).toMatchObject([
    { to: { address: email }, subject: 'Your password was changed' },
  ])
})

test('nothing of an account changes without its password', async () => {
  const { email, api, accessToken } = await accounts.person('Stolen')
  const password = 'not the password'
  const tries = [
    () =>
      api.account.changePassword({ currentPassword: password, newPassword: PASSWORD_OF_OTHERS }),
    () => api.account.changeEmail({ password, email: 'thief@example.org' }),
    () => api.account.delete({ password }),
  ]
  for (const tried of tries)
    expect(await refusal(tried())).toMatchObject({ appCode: 'wrong-credentials' })
  expect(await accounts.settle()).toEqual([])
  expect((await me(accessToken)).email).toBe(email)
})

test('a new password is judged as one of a registration is', async () => {
  const { api } = await accounts.person('Judged')
  const weak = api.account.changePassword({
    currentPassword: PASSWORD,
    newPassword: 'judged@example.org',
  })
  expect(await refusal(weak)).toMatchObject({ appCode: 'password-weak' })
})

test('another address is taken once its link was followed; the old one is told before and after', async () => {
  const { email, api, accessToken } = await accounts.person('Moving')
  const asked = await api.account.changeEmail({ password: PASSWORD, email: 'moved@example.org' })
  expect(asked).toEqual({ status: 'check-mail' })
  const mails = await accounts.settle()
  expect(mails.map(({ to, subject }) => [to.address, subject])).toEqual([
    [email, 'Another e-mail address was asked for'],
    ['moved@example.org', 'Confirm your e-mail address'],
  ])
  expect((await me(accessToken)).email).toBe(email)
  expect(await verify(tokenIn(mails[1]))).toEqual({ status: 'verified' })
  expect(await me(accessToken)).toMatchObject({ email: 'moved@example.org', emailVerified: true })
  expect(await login('moved@example.org')).toBe('signed in')
  expect(await login(email)).toMatchObject({ appCode: 'wrong-credentials' })
  expect(await accounts.settle()).toMatchObject([
    { to: { address: email }, subject: 'Your e-mail address was changed' },
  ])
})

test('whether the new address has an account is not told, and nothing is mailed to it', async () => {
  const { api, email } = await accounts.person('Curious')
  const { email: taken } = await accounts.person('Taken')
  const asked = await api.account.changeEmail({ password: PASSWORD, email: taken.toUpperCase() })
  expect(asked).toEqual({ status: 'check-mail' })
  expect((await accounts.settle()).map(({ to }) => to.address)).toEqual([email])
})

test('of two who have the links for one address, the second hears that it is taken', async () => {
  const [one, two] = [await accounts.person('One'), await accounts.person('Two')]
  const tokens: string[] = []
  for (const { api } of [one, two]) {
    await api.account.changeEmail({ password: PASSWORD, email: 'shared@example.org' })
    tokens.push(tokenIn((await accounts.settle()).at(-1)))
  }
  const [first = '', second = ''] = tokens
  await verify(first)
  expect(await refusal(verify(second))).toMatchObject({ appCode: 'email-taken' })
})

test('an account that waits keeps no address from who has it', async () => {
  await accounts.ask('wanted@example.org', PASSWORD_OF_OTHERS)
  const { api, accessToken } = await accounts.person('Rightful')
  await api.account.changeEmail({ password: PASSWORD, email: 'wanted@example.org' })
  expect(await verify(tokenIn((await accounts.settle()).at(-1)))).toEqual({ status: 'verified' })
  expect((await me(accessToken)).email).toBe('wanted@example.org')
})

test('a thief who asked for another address has no link any more once the password is set anew', async () => {
  const { email, api } = await accounts.person('Robbed')
  await api.account.changeEmail({ password: PASSWORD, email: 'robber@example.org' })
  const toRobber = tokenIn((await accounts.settle()).at(-1))
  await accounts.api().auth.requestPasswordReset({ email })
  const [mail] = await accounts.settle()
  await accounts.api().auth.resetPassword({ token: tokenIn(mail), password: PASSWORD_OF_OTHERS })
  expect(await refusal(verify(toRobber))).toMatchObject({ appCode: 'link-used-up' })
})

test('an address that was asked for is pending until its link was followed, replaced or has run out', async () => {
  const { api } = await accounts.person('Penny')
  const pending = async () => (await api.account.pendingEmail()).pending?.email ?? null
  const ask = async (email: string) => {
    await api.account.changeEmail({ password: PASSWORD, email })
    return tokenIn((await accounts.settle()).find(({ to }) => to.address === email))
  }
  expect(await pending()).toBeNull()
  await ask('penny-one@example.org')
  expect(await pending()).toBe('penny-one@example.org')
  const token = await ask('penny-two@example.org')
  expect(await pending()).toBe('penny-two@example.org')
  await verify(token)
  expect(await pending()).toBeNull()
  await ask('penny-three@example.org')
  const { clock } = accounts.world
  const started = clock.now
  clock.now = new Date(started.getTime() + 24 * 3600 * 1000)
  const late = sessionIn(
    await accounts.api().auth.login({
      email: 'penny-two@example.org',
      password: PASSWORD,
      client: 'tool',
    }),
  )
  const own = accounts.api({ bearer: late.accessToken })
  expect((await own.account.pendingEmail()).pending).toBeNull()
  clock.now = started
})
