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

const SET_ANEW = 'violin thunder basket eleven'

const verify = (token: string) => accounts.api().auth.verifyEmail({ token, client: 'tool' })
const login = (email: string, password: string) =>
  refusal(accounts.api().auth.login({ email, password, client: 'tool' })).catch(() => 'signed in')
const statusOf = async (email: string) => {
  const found = await accounts.rows<{ status: string }>(
    'SELECT status FROM users.users WHERE email = $1',
    [email],
  )
  return found.map(({ status }) => status)
}
const later = (ms: number): void => {
  const { clock } = accounts.world
  clock.now = new Date(clock.now.getTime() + ms)
}

test('who registers confirms the address by a mailed link, which signs them in, and is welcomed', async () => {
  const email = 'ann@example.org'
  const asked = accounts.api().auth.register({ email, password: PASSWORD, firstName: 'Ann' })
  expect(await asked).toEqual({ status: 'check-mail' })
  const [mail, ...more] = await accounts.settle()
  expect(more).toEqual([])
  expect(mail).toMatchObject({ to: { address: email }, subject: 'Confirm your e-mail address' })
  expect(mail?.text).toMatch(/https:\/\/tasks\.example\.org\/verify#token=[\w-]{43}\b/)
  expect(await login(email, PASSWORD)).toMatchObject({ appCode: 'wrong-credentials' })
  const { user, accessToken } = sessionIn(await verify(tokenIn(mail)))
  expect(user).toMatchObject({ email, emailVerified: true, status: 'active' })
  expect(user.profile.firstName).toBe('Ann')
  expect((await accounts.api({ bearer: accessToken }).users.me()).id).toBe(user.id)
  expect(await accounts.settle()).toMatchObject([
    { to: { name: 'Ann', address: email }, subject: 'Your Holdfast account is ready' },
  ])
})

test('a known address is answered alike, and its holder told that they have an account', async () => {
  const { email } = await accounts.person('Known')
  const again = { email: email.toUpperCase(), password: PASSWORD_OF_OTHERS, firstName: 'Eve' }
  expect(await accounts.api().auth.register(again)).toEqual({ status: 'check-mail' })
  const mails = await accounts.settle()
  expect(mails).toMatchObject([
    { to: { address: email }, subject: 'You already have a Holdfast account' },
  ])
  expect(mails[0]?.text).not.toContain('Eve')
  expect(mails[0]?.text).not.toContain('#token=')
  expect(await login(email, PASSWORD)).toBe('signed in')
  expect(await login(email, PASSWORD_OF_OTHERS)).toMatchObject({ appCode: 'wrong-credentials' })
})

test('the request does the same writes for a known and an unknown address', async () => {
  const { email } = await accounts.person('Counted')
  const written = async (address: string) => {
    const count = () =>
      accounts.rows(
        `SELECT (SELECT count(*) FROM users.users) AS users, (SELECT count(*) FROM auth.sessions) AS sessions,
                (SELECT count(*) FROM auth.email_verifications) AS verifications,
                (SELECT count(*) FROM auth.account_requests) AS requests,
                (SELECT count(*) FROM audit.activity_log) AS entries`,
      )
    const [before] = await count()
    await accounts.api().auth.register({ email: address, password: PASSWORD, firstName: 'X' })
    const [after] = await count()
    await accounts.settle()
    return Object.entries(after ?? {}).map(([what, many]) => [
      what,
      Number(many) - Number(before?.[what]),
    ])
  }
  const known = await written(email)
  expect(known).toContainEqual(['requests', 1])
  expect(await written('uncounted@example.org')).toEqual(known)
})

test.each([
  ['before', PASSWORD_OF_OTHERS, PASSWORD],
  ['after', PASSWORD, PASSWORD_OF_OTHERS],
])(
  'who registers with the address of somebody else %s them has no password that counts',
  async (when, first, second) => {
    const email = `squatted-${when}@example.org`
    const [early] = await accounts.ask(email, first, 'First')
    const [late, ...more] = await accounts.ask(email, second, 'Second')
    expect(more).toEqual([])
    expect(late).toMatchObject({
      to: { address: email },
      subject: 'Set the password of your account',
    })
    for (const mail of [early, late])
      expect(await refusal(verify(tokenIn(mail)))).toMatchObject({ appCode: 'link-used-up' })
    await accounts.api().auth.resetPassword({ token: tokenIn(late), password: SET_ANEW })
    expect(await statusOf(email)).toEqual(['active'])
    for (const password of [PASSWORD, PASSWORD_OF_OTHERS])
      expect(await login(email, password)).toMatchObject({ appCode: 'wrong-credentials' })
    expect(await login(email, SET_ANEW)).toBe('signed in')
  },
)

test('to register again before confirming replaces the name, and voids every link of before', async () => {
  const email = 'thrice@example.org'
  await accounts.ask(email, PASSWORD, 'First')
  const [second] = await accounts.ask(email, PASSWORD, 'Second')
  const [third] = await accounts.ask(email, PASSWORD, 'Third')
  const setting = (token: string) =>
    accounts.api().auth.resetPassword({ token, password: SET_ANEW })
  expect(await refusal(setting(tokenIn(second)))).toMatchObject({ appCode: 'link-used-up' })
  await setting(tokenIn(third))
  const { user } = sessionIn(
    await accounts.api().auth.login({ email, password: SET_ANEW, client: 'tool' }),
  )
  expect(user.profile.firstName).toBe('Third')
})

test('two who ask for one address at once end with one account that waits', async () => {
  const email = 'both@example.org'
  const asking = (password: string) =>
    accounts.api().auth.register({ email, password, firstName: 'Both' })
  await Promise.all([asking(PASSWORD), asking(PASSWORD_OF_OTHERS)])
  const mails = await accounts.settle()
  expect(await statusOf(email)).toEqual(['inactive'])
  await accounts.api().auth.resetPassword({ token: tokenIn(mails.at(-1)), password: SET_ANEW })
  expect(await login(email, SET_ANEW)).toBe('signed in')
})

test('nobody can find, add or see an account that waits to be confirmed', async () => {
  const owner = await accounts.person('Owner')
  await accounts.ask('pending@example.org')
  const { id } = await owner.api.projects.create({ name: 'Garden' })
  const adding = owner.api.projects.addMember({
    projectId: id,
    email: 'pending@example.org',
    role: 'editor',
  })
  expect(await refusal(adding)).toMatchObject({ appCode: 'user-not-found' })
})

test('the link leads nowhere after a day, and the account can be asked for anew', async () => {
  const [mail] = await accounts.ask('late@example.org')
  later(24 * 60 * 60 * 1000)
  expect(await refusal(verify(tokenIn(mail)))).toMatchObject({ appCode: 'link-used-up' })
  const [again] = await accounts.ask('late@example.org')
  await accounts.api().auth.resetPassword({ token: tokenIn(again), password: SET_ANEW })
  expect(await login('late@example.org', SET_ANEW)).toBe('signed in')
})

test('a request is gone once it is worked off', async () => {
  await accounts.ask('worked-off@example.org')
  expect(await accounts.rows('SELECT FROM auth.account_requests')).toEqual([])
})

test('nothing of the password or the link is kept in plain words', async () => {
  const [mail] = await accounts.ask('secret@example.org')
  const kept = await accounts.rows<{ all: string }>(
    `SELECT concat((SELECT json_agg(v) FROM auth.email_verifications v),
                   (SELECT json_agg(a) FROM audit.activity_log a),
                   (SELECT json_agg(r) FROM auth.account_requests r)) AS all`,
  )
  expect(kept[0]?.all).toContain('secret@example.org')
  for (const secret of [tokenIn(mail), PASSWORD]) expect(kept[0]?.all).not.toContain(secret)
})

test.each(['holdfast1234', 'passwordpassword', 'weak@example.org1'])(
  'a password that is easy to guess is refused: %s',
  async (password) => {
    const asked = accounts.api().auth.register({
      email: 'weak@example.org',
      password,
      firstName: 'Weak',
    })
    expect(await refusal(asked)).toMatchObject({ code: 'BAD_REQUEST', appCode: 'password-weak' })
  },
)
