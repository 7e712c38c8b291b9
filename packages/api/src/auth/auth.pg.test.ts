import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openWorld, PASSWORD, refusal, sessionIn, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
})
afterAll(() => world[Symbol.asyncDispose]())

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const later = (ms: number): void => {
  world.clock.now = new Date(world.clock.now.getTime() + ms)
}

const cookieOf = (header: string | undefined): string =>
  /^(?:__Host-)?holdfast_refresh=([^;]*)/.exec(header ?? '')?.[1] ?? ''

test('registering signs a browser in by cookie and gives no refresh token in the reply', async () => {
  const { api, cookies } = world.asking({ secure: true })
  const reply = await api.auth.register({
    email: 'Web@Example.org',
    password: PASSWORD,
    firstName: 'Web',
    timezone: 'Europe/Berlin',
  })
  expect(reply).not.toHaveProperty('refreshToken')
  expect(sessionIn(reply).user).toMatchObject({
    email: 'Web@Example.org',
    emailVerified: false,
    status: 'active',
    profile: { firstName: 'Web', lastName: '', timezone: 'Europe/Berlin' },
    preferences: { theme: 'system' },
  })
  expect(JSON.stringify(reply)).not.toContain('argon2')
  const [refreshing, ...others] = cookies
  expect(others).toEqual([expect.stringMatching(/^__Host-holdfast_browser=[^;]+; .*; HttpOnly; /)])
  expect(refreshing).toMatch(
    /^__Host-holdfast_refresh=[^;]+; Max-Age=2592000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
  )
})

test('an address is taken in whatever case it is written, and signs in likewise', async () => {
  await world.person('Casey')
  const again = { email: 'CASEY@Example.ORG', password: PASSWORD, firstName: 'Other' }
  expect(await refusal(world.asking().api.auth.register(again))).toMatchObject({
    code: 'CONFLICT',
    appCode: 'email-taken',
  })
  const { user } = sessionIn(
    await world.asking().api.auth.login({ email: 'casey@EXAMPLE.org', password: PASSWORD }),
  )
  expect(user.email).toBe('casey@example.org')
})

test('of two people who register one address at once, one gets it', async () => {
  const registration = { email: 'race@example.org', password: PASSWORD, firstName: 'Race' }
  const results = await Promise.allSettled(
    Array.from({ length: 4 }, () => world.asking().api.auth.register(registration)),
  )
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a password is kept as argon2id of the stated cost, and nothing else of it', async () => {
  const { user } = await world.person('Hash')
  const rows = await world.services.db.read((reader) =>
    reader.rows<{ password_hash: string }>({
      text: 'SELECT password_hash FROM users.users WHERE id = $1',
      values: [user.id],
    }),
  )
  expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a password is the same in any Unicode form', async () => {
  const email = 'unicode@example.org'
  await world.asking().api.auth.register({ email, password: 'Blaube\u0301re 1234', firstName: 'U' })
  const { user } = sessionIn(
    await world.asking().api.auth.login({ email, password: 'Blaub\u00e9re 1234' }),
  )
  expect(user.email).toBe(email)
})

test('a password that fits only in its composed form signs in however it is typed', async () => {
  const typed = `plum ladder envelope ${'e\u0301'.repeat(150)}`
  const person = { email: 'long@example.org', password: typed }
  await world.asking().api.auth.register({ ...person, firstName: 'Long' })
  const { user } = sessionIn(await world.asking().api.auth.login(person))
  expect(user.email).toBe('long@example.org')
})

test('a wrong password and an unknown address are answered alike, after the same work', async () => {
  await world.person('Slow')
  const verify = vi.spyOn(world.services.passwords, 'verify')
  const refused = (email: string) =>
    refusal(world.asking().api.auth.login({ email, password: 'wrong password 1' }))
  const known = await refused('slow@example.org')
  expect(known).toMatchObject({ code: 'UNAUTHORIZED', appCode: 'wrong-credentials' })
  expect(await refused('nobody@example.org')).toEqual(known)
  // That a verification without a hash takes as long is proved by the hasher's own test.
  expect(verify.mock.calls).toEqual([
    [expect.stringContaining('argon2id'), 'wrong password 1', expect.any(String)],
    [null, 'wrong password 1', expect.any(String)],
  ])
  verify.mockRestore()
})

test.each([
  ['too short', { password: 'short' }, 'password'],
  ['no address', { email: 'nobody' }, 'email'],
  ['an empty name', { firstName: '  ' }, 'firstName'],
  ['NUL in a name', { firstName: 'a\0b' }, 'firstName'],
  ['a header of a mail in a name', { lastName: 'b\r\nBcc: c@example.org' }, 'lastName'],
  ['a lone surrogate in a password', { password: 'correct horse \ud800 battery' }, 'password'],
  ['an extra field', { emailVerified: true }, ''],
])('registering with %s is refused by naming the field', async (_, change, path) => {
  const input = { email: 'field@example.org', password: PASSWORD, firstName: 'F', ...change }
  const answer = await refusal(world.asking().api.auth.register(input))
  expect(answer).toMatchObject({ code: 'BAD_REQUEST', appCode: 'bad-input' })
  expect(answer.issues?.map((issue) => issue.path)).toEqual([path])
})

test('an access token is good for ten minutes, and its session for thirty days', async () => {
  const { accessToken, refreshToken } = await world.person('Minutes')
  const asking = world.asking({ bearer: accessToken })
  later(9 * MINUTE)
  expect((await asking.api.users.me()).profile.firstName).toBe('Minutes')
  later(2 * MINUTE)
  expect(await refusal(world.asking({ bearer: accessToken }).api.users.me())).toMatchObject({
    code: 'UNAUTHORIZED',
    appCode: 'unauthenticated',
  })
  const renewed = await world.asking().api.auth.refresh({ refreshToken })
  expect((await world.asking({ bearer: renewed.accessToken }).api.users.me()).id).toBe(
    renewed.user.id,
  )
  later(30 * DAY)
  const late = world.asking().api.auth.refresh({ refreshToken: renewed.refreshToken })
  expect(await refusal(late)).toMatchObject({ appCode: 'session-revoked' })
})

test('a refresh in one tab leaves the access token of another in force', async () => {
  const { accessToken, refreshToken } = await world.person('Tabs')
  await world.asking().api.auth.refresh({ refreshToken })
  expect((await world.asking({ bearer: accessToken }).api.users.me()).profile.firstName).toBe(
    'Tabs',
  )
})

test('a refresh token gives the same successor for ten seconds, then its reuse ends the session', async () => {
  const { accessToken, refreshToken } = await world.person('Reuse')
  const { api } = world.asking()
  const first = await api.auth.refresh({ refreshToken })
  later(9_000)
  const second = await api.auth.refresh({ refreshToken })
  expect(second.refreshToken).toBe(first.refreshToken)
  expect(first.refreshToken).not.toBe(refreshToken)
  later(2_000)
  expect(await refusal(api.auth.refresh({ refreshToken }))).toMatchObject({
    code: 'UNAUTHORIZED',
    appCode: 'session-revoked',
  })
  const successor = api.auth.refresh({ refreshToken: first.refreshToken })
  expect(await refusal(successor)).toMatchObject({ appCode: 'session-revoked' })
  expect(await refusal(world.asking({ bearer: accessToken }).api.users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
})

test('two tabs that refresh at once get the same successor', async () => {
  const { refreshToken } = await world.person('Twins')
  const replies = await Promise.all(
    Array.from({ length: 4 }, () => world.asking().api.auth.refresh({ refreshToken })),
  )
  expect(new Set(replies.map((reply) => reply.refreshToken)).size).toBe(1)
})

test('a browser refreshes by its cookie, which is replaced; a refused one is cleared', async () => {
  const registering = world.asking()
  const registration = { email: 'cookie@example.org', password: PASSWORD, firstName: 'C' }
  await registering.api.auth.register(registration)
  const refreshCookie = cookieOf(registering.cookies[0])
  const refreshing = world.asking({ refreshCookie })
  expect(await refreshing.api.auth.refresh()).not.toHaveProperty('refreshToken')
  expect(cookieOf(refreshing.cookies[0])).not.toBe(refreshCookie)
  later(11_000)
  const reusing = world.asking({ refreshCookie })
  expect(await refusal(reusing.api.auth.refresh())).toMatchObject({ appCode: 'session-revoked' })
  expect(reusing.cookies).toEqual([
    'holdfast_refresh=; Max-Age=0; Path=/trpc; HttpOnly; SameSite=Strict',
  ])
})

test('another site’s page can use neither the cookie nor a sign-in that would set one', async () => {
  const registering = world.asking()
  const registration = { email: 'cross@example.org', password: PASSWORD, firstName: 'X' }
  await registering.api.auth.register(registration)
  const refreshCookie = cookieOf(registering.cookies[0])
  const foreign = world.asking({ refreshCookie, sameOrigin: false })
  const credentials = { email: 'cross@example.org', password: PASSWORD }
  const refused = [
    foreign.api.auth.refresh(),
    foreign.api.auth.logout(),
    foreign.api.auth.login(credentials),
    foreign.api.auth.register({ ...registration, email: 'cross2@example.org' }),
  ]
  for (const answer of await Promise.all(refused.map((called) => refusal(called))))
    expect(answer).toMatchObject({ code: 'FORBIDDEN', appCode: 'forbidden' })
  expect(foreign.cookies).toEqual([])
})

test('signing out ends the session at once, for every token of it', async () => {
  const { accessToken, refreshToken } = await world.person('Out')
  const asking = world.asking({ bearer: accessToken })
  expect(await asking.api.auth.logout({ refreshToken })).toEqual({})
  expect(await refusal(world.asking({ bearer: accessToken }).api.users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
  expect(await refusal(asking.api.auth.refresh({ refreshToken }))).toMatchObject({
    appCode: 'session-revoked',
  })
  expect(await asking.api.auth.logout({ refreshToken })).toEqual({})
})

test('signing out by the access token alone ends its session and no other', async () => {
  const { accessToken, user } = await world.person('Alone')
  const elsewhere = sessionIn(
    await world
      .asking()
      .api.auth.login({ email: user.email, password: PASSWORD, client: 'desktop' }),
  )
  await world.asking({ bearer: accessToken }).api.auth.logout()
  expect(await refusal(world.asking({ bearer: accessToken }).api.users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
  expect((await world.asking({ bearer: elsewhere.accessToken }).api.users.me()).id).toBe(user.id)
})

test('a suspended person is signed out and cannot sign in', async () => {
  const { accessToken, user } = await world.person('Suspended')
  await world.services.db.transact((tx) =>
    tx.rows({
      text: `UPDATE users.users SET status = 'suspended' WHERE id = $1`,
      values: [user.id],
    }),
  )
  expect(await refusal(world.asking({ bearer: accessToken }).api.users.me())).toMatchObject({
    appCode: 'session-revoked',
  })
  const login = world.asking().api.auth.login({ email: user.email, password: PASSWORD })
  expect(await refusal(login)).toMatchObject({ appCode: 'account-suspended' })
})

test('what is kept of tokens is hashes, and sign-ins are in the audit', async () => {
  const { accessToken, refreshToken, user } = await world.person('Audit')
  const { sessions, activity } = await world.services.db.read(async (reader) => ({
    sessions: await reader.rows({
      text: 'SELECT * FROM auth.sessions WHERE user_id = $1',
      values: [user.id],
    }),
    activity: await reader.rows<{ action: string }>({
      text: 'SELECT * FROM audit.activity_log WHERE actor_id = $1 ORDER BY version',
      values: [user.id],
    }),
  }))
  const kept = JSON.stringify({ sessions, activity })
  const { sec } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString())
  for (const secret of [accessToken, refreshToken, sec, PASSWORD])
    expect(kept).not.toContain(secret)
  expect(activity.map(({ action }) => action)).toEqual(['created', 'signed-in'])
})
