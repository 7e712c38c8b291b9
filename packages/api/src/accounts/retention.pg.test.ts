import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pruneRecord } from '../sync/retention/prune-record.ts'
import { openWorld, PASSWORD, sessionIn } from '../testing/world.ts'
import { type AccountWorld, openAccounts, tokenIn } from './testing/account-world.ts'

let accounts: AccountWorld
beforeAll(async () => {
  accounts = openAccounts(await openWorld(postgresSearchIndex, memoryCache))
  await accounts.person('First')
})
afterAll(() => accounts[Symbol.asyncDispose]())

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/** As the hourly job would, so much later. */
const pruneAfter = (ms: number) => {
  const { services } = accounts.world
  const clock = () => new Date(services.clock().getTime() + ms)
  return pruneRecord({ db: services.db, clock }, AbortSignal.timeout(30_000), {
    batch: 1,
    pause: 0,
  })
}

test('a request that nobody works off is dropped after a day', async () => {
  const registration = { email: 'lost@example.org', password: PASSWORD, firstName: 'Lost' }
  await accounts.api().auth.register(registration)
  expect(await pruneAfter(23 * HOUR)).toMatchObject({ requests: 0 })
  expect(await pruneAfter(25 * HOUR)).toMatchObject({ requests: 1 })
  expect(await accounts.settle()).toEqual([])
})

test('an account that nobody confirms goes after seven days, and one that is in use stays', async () => {
  await accounts.ask('never@example.org')
  await accounts.ask('neither@example.org')
  expect(await pruneAfter(6 * DAY)).toMatchObject({ pending: 0 })
  expect(await pruneAfter(8 * DAY)).toMatchObject({ pending: 2 })
  const left = await accounts.rows(`SELECT FROM users.users WHERE email LIKE 'ne%'`)
  expect(left).toEqual([])
  expect(await accounts.rows(`SELECT FROM users.users WHERE email = 'first@example.org'`)).toEqual([
    {},
  ])
})

test('30 days after its deletion nobody knows whose an account was, and what it wrote stays', async () => {
  const ann = await accounts.person('Ann')
  const bob = await accounts.person('Bob')
  const { id: projectId } = await bob.api.projects.create({ name: 'Garden' })
  await bob.api.projects.addMember({ projectId, email: ann.email, role: 'editor' })
  const { id } = await ann.api.tasks.create({ title: 'Dig', projectId })
  await ann.api.account.changeEmail({ password: PASSWORD, email: 'ann-2@example.org' })
  const mails = await accounts.settle()
  await accounts.api().auth.verifyEmail({ token: tokenIn(mails.at(-1)), client: 'tool' })
  await ann.api.account.delete({ password: PASSWORD })
  expect(await pruneAfter(29 * DAY)).toMatchObject({ forgotten: 0 })
  expect(await pruneAfter(31 * DAY)).toMatchObject({ forgotten: 1 })
  expect(await pruneAfter(32 * DAY)).toMatchObject({ forgotten: 0 })
  const [kept] = await accounts.rows<{ all: string }>(
    `SELECT concat((SELECT json_agg(u) FROM users.users u), (SELECT json_agg(p) FROM users.user_profiles p),
                   (SELECT json_agg(s) FROM auth.sessions s WHERE s.user_id = $1),
                   (SELECT json_agg(a) FROM audit.activity_log a)) AS all`,
    [ann.id],
  )
  expect(kept?.all).toContain(`deleted-${ann.id}@deleted.local`)
  for (const hers of ['ann@example.org', 'ann-2@example.org', '"Ann"', 'token_hash'])
    expect(kept?.all).not.toContain(hers)
  expect(await bob.api.tasks.get({ id })).toMatchObject({ title: 'Dig', createdBy: ann.id })
})

test('an address of a deleted account signs up again, and its own forgetting touches nobody else', async () => {
  const gone = await accounts.person('Gone')
  await gone.api.account.delete({ password: PASSWORD })
  const again = await accounts.person('Gone')
  await pruneAfter(31 * DAY)
  const login = await accounts
    .api()
    .auth.login({ email: again.email, password: PASSWORD, client: 'tool' })
  expect(sessionIn(login).user.id).toBe(again.id)
})
