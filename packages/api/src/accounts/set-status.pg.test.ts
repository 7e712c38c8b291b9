import type { UserId } from '@holdfast/domain'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openWorld,
  PASSWORD,
  refusal,
  type Server,
  sessionIn,
  type World,
} from '../testing/world.ts'
import { transact } from '../transact.ts'
import { type StatusChange, setStatus } from './set-status.ts'

let world: World
let admin: UserId
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex, memoryCache)
  admin = (await world.person('Admin')).user.id
  await rows(`UPDATE users.users SET admin = true WHERE id = $1`, [admin])
})
afterAll(() => world[Symbol.asyncDispose]())

const rows = (text: string, values: unknown[]) =>
  world.services.db.transact((tx) => tx.rows({ text, values }))

const become = (userId: UserId, status: StatusChange['status'], server: Server = world) =>
  transact(server.services, (store, tx) =>
    setStatus(store, tx, { userId, status, by: admin, reason: 'a test' }, world.clock.now),
  )

test.each(['suspended', 'deleted'] as const)(
  'whoever becomes %s is out at once, on the device, in the cache and by refresh',
  async (status) => {
    const { user, accessToken, refreshToken } = await world.person(`To-${status}`)
    const { accessToken: other } = sessionIn(
      await world
        .asking()
        .api.auth.login({ email: user.email, password: PASSWORD, client: 'tool' }),
    )
    const me = (bearer: string) => world.asking({ bearer }).api.users.me()
    // Both sessions and the profile are in the cache now.
    await Promise.all([me(accessToken), me(other)])
    await become(user.id, status)
    for (const token of [accessToken, other])
      expect(await refusal(me(token))).toMatchObject({ appCode: 'session-revoked' })
    const refresh = world.asking().api.auth.refresh({ refreshToken })
    expect(await refusal(refresh)).toMatchObject({ appCode: 'session-revoked' })
  },
)

test('who was suspended and is reinstated signs in anew; the sessions of before stay over', async () => {
  const { user, accessToken } = await world.person('Back')
  await become(user.id, 'suspended')
  await become(user.id, 'active')
  const me = world.asking({ bearer: accessToken }).api.users.me()
  expect(await refusal(me)).toMatchObject({ appCode: 'session-revoked' })
  const again = sessionIn(
    await world.asking().api.auth.login({ email: user.email, password: PASSWORD }),
  )
  expect(again.user).toMatchObject({ id: user.id, status: 'active' })
})

test('a personal access token rests while its person is suspended, and is over when they are deleted', async () => {
  const { user, api } = await world.person('Tooled')
  const { token } = await api.tokens.create({
    ...{ name: 'Report', scopes: ['read'], expiresInDays: 1, password: PASSWORD },
  })
  const list = () => world.asking({ bearer: token }).api.tasks.list()
  const refused = { code: 'UNAUTHORIZED', appCode: 'session-revoked' }
  // It is in the cache from here on.
  expect((await list()).items).toEqual([])
  await become(user.id, 'suspended')
  expect(await refusal(list())).toMatchObject(refused)
  await become(user.id, 'active')
  expect((await list()).items).toEqual([])
  await become(user.id, 'deleted')
  expect(await refusal(list())).toMatchObject(refused)
  // Nothing makes a deleted account what it was. Even so the token would be good no more.
  await become(user.id, 'active')
  expect(await refusal(list())).toMatchObject(refused)
})

test('links that were mailed to the person lead nowhere from then on', async () => {
  const { user } = await world.person('Linked')
  const until = new Date(world.clock.now.getTime() + 60_000)
  await rows(
    `INSERT INTO auth.password_resets (user_id, token_hash, expires_at) VALUES ($1, 'r', $2)`,
    [user.id, until],
  )
  await rows(
    `INSERT INTO auth.email_verifications (user_id, email, token_hash, expires_at)
     VALUES ($1, 'linked@example.org', 'v', $2)`,
    [user.id, until],
  )
  await become(user.id, 'suspended')
  const left = await rows(
    `SELECT FROM auth.password_resets WHERE user_id = $1 AND NOT used
     UNION ALL SELECT FROM auth.email_verifications WHERE user_id = $1 AND NOT used`,
    [user.id],
  )
  expect(left).toHaveLength(0)
})

test('who decided it and why is in the audit; nothing new is entered where nothing changes', async () => {
  const { user } = await world.person('Twice')
  await become(user.id, 'suspended')
  await become(user.id, 'suspended')
  const entries = await rows(
    `SELECT actor_id, metadata FROM audit.activity_log
     WHERE entity_id = $1 AND action = 'status-changed'`,
    [user.id],
  )
  expect(entries).toEqual([
    {
      actor_id: admin,
      metadata: { before: { status: 'active' }, after: { status: 'suspended', reason: 'a test' } },
    },
  ])
})

test('the account becomes newer, which live devices and other servers go by', async () => {
  const { user } = await world.person('Bumped')
  world.poked.length = 0
  await become(user.id, 'suspended')
  expect(world.poked).toEqual([`user:${user.id}`])
})

test('the last admin stays, however many ask at once, until there is another', async () => {
  await expect(become(admin, 'deleted')).rejects.toMatchObject({ code: 'last-admin' })
  const { user } = await world.person('Second')
  await rows('UPDATE users.users SET admin = true WHERE id = $1', [user.id])
  const both = await Promise.allSettled([become(admin, 'suspended'), become(user.id, 'suspended')])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('an account that there is not is answered as any that is not found', async () => {
  const nobody = '0190a000-1111-7000-8000-000000000001' as UserId
  await expect(become(nobody, 'suspended')).rejects.toMatchObject({ code: 'user-not-found' })
})
