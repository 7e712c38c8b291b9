import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedForTest, serveForTest } from '../testing/serve.ts'

let served: ServedForTest
beforeAll(async () => {
  served = await serveForTest()
})
afterAll(() => served[Symbol.asyncDispose]())

const PASSWORD = 'correct horse battery staple'

/** What the log has of refusals since the last time. */
const refusals = (): Record<string, unknown>[] =>
  served.lines
    .splice(0)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => String(msg).endsWith(' was refused'))

test('a sign-in that fails is in the log, with whose account it was and without their address', async () => {
  const email = `${crypto.randomUUID()}@example.org`
  const registration = { email, password: PASSWORD, firstName: 'Ada', client: 'tool' }
  const { data } = await served.post('auth.register', registration)
  const { id } = data.user as { id: string }
  const signIn = (address: string, password: string) =>
    served.post('auth.login', { email: address, password, client: 'tool' })
  refusals()

  await signIn(email, PASSWORD)
  expect(refusals()).toEqual([])
  await signIn(email, 'not the password')
  const [known, ...others] = refusals()
  expect(others).toEqual([])
  expect(known).toMatchObject({ level: 'warn', msg: 'a password was refused', userId: id })
  expect(known?.requestId).toEqual(expect.any(String))

  await signIn(`nobody-${email}`, 'not the password')
  const [unknown] = refusals()
  expect(unknown).toMatchObject({ msg: 'a password was refused', userId: null, from: known?.from })
  expect(JSON.stringify([known, unknown])).not.toMatch(/@|127\.0\.0|not the password/)
})

test('so is the password that is asked for once more, and a guess that is beyond the limits', async () => {
  const headers = await served.signUp()
  refusals()
  const deletion = () => served.post('account.delete', { password: 'not the password' }, headers)
  await deletion()
  expect(refusals()).toMatchObject([{ msg: 'a password was refused' }])
  for (let i = 0; i < 10; i++) await deletion()
  expect(refusals().at(-1)).toMatchObject({ msg: 'a guess beyond the limits was refused' })
})
