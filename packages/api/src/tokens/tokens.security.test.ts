import { memoryCache } from '@holdfast/infra/cache/memory'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimOf } from '../auth/authenticate.ts'
import {
  type Api,
  openWorld,
  PASSWORD,
  type Person,
  refusal,
  type World,
} from '../testing/world.ts'
import { personalTokenHash } from './token-secret.ts'

let world: World
let ann: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex, memoryCache)
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

type Scope = 'read' | 'write' | 'admin'

const rows = <T extends Record<string, unknown>>(text: string, values: unknown[]): Promise<T[]> =>
  world.services.db.transact((tx) => tx.rows<T>({ text, values }))

const create = (person: Person, scopes: Scope[], expiresInDays = 30) =>
  person.api.tokens.create({ name: 'Report', scopes, expiresInDays, password: PASSWORD })

const asking = (bearer: string): Api => world.asking({ bearer }).api

test('a token is shown once: 256 bits with a prefix and a checksum, of which a hash is kept', async () => {
  const { id, token } = await create(ann, ['read'])
  expect(token).toMatch(/^hfp_[0-9A-Za-z]{49}$/)
  const { tokens } = await ann.api.tokens.list()
  expect(tokens[0]).toMatchObject({ id, name: 'Report', scopes: ['read'], lastUsedAt: null })
  const kept = JSON.stringify([
    tokens,
    await rows('SELECT * FROM auth.personal_access_tokens WHERE id = $1', [id]),
    await rows(`SELECT * FROM audit.activity_log WHERE action = 'token-created'`, []),
  ])
  expect(kept).not.toContain(token)
  expect(kept).not.toContain(token.slice(4, 47))
  const typo = token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21)
  expect(personalTokenHash(token)).not.toBeNull()
  expect(personalTokenHash(typo)).toBeNull()
})

test('a token reads, or writes, as it was made for', async () => {
  const reader = asking((await create(ann, ['read'])).token)
  const writer = asking((await create(ann, ['write'])).token)
  const both = asking((await create(ann, ['read', 'write'])).token)
  const { id } = await writer.tasks.create({ title: 'By a tool' })
  expect(await reader.tasks.get({ id })).toMatchObject({ title: 'By a tool' })
  const refused = { code: 'FORBIDDEN', appCode: 'forbidden' }
  expect(await refusal(reader.tasks.create({ title: 'No' }))).toMatchObject(refused)
  expect(await refusal(writer.tasks.get({ id }))).toMatchObject(refused)
  await both.tasks.setStatus({ id, status: 'completed' })
  expect(await both.tasks.get({ id })).toMatchObject({ status: 'completed' })
})

const clientId = '0190a000-0000-7000-8000-0000000000aa'
const push = (api: Api) =>
  api.sync.push({
    protocol: PROTOCOL,
    clientId,
    epoch: world.services.db.epoch,
    mutations: [
      {
        id: 1,
        draftId: crypto.randomUUID(),
        name: 'noop',
        version: 1,
        args: {},
        at: '2026-11-22T10:00:00.000Z',
      },
    ],
  } as never)

test('what only reads is no write because it is sent as one, and a push is', async () => {
  const { token } = await create(ann, ['read'])
  const reader = asking(token)
  const reply = reader.sync.pull({ otherProtocol: 1 } as never)
  expect(await refusal(reply)).not.toMatchObject({ appCode: 'forbidden' })
  expect(await refusal(push(reader))).toMatchObject({ appCode: 'forbidden' })
  await expect(claimOf(world.services, token, 'write')).rejects.toMatchObject({ code: 'forbidden' })
  expect(await claimOf(world.services, token, 'read')).toMatchObject({ userId: ann.user.id })
})

describe('what is personal no token does, whatever its scopes', () => {
  const personal: Record<string, (api: Api) => Promise<unknown>> = {
    'sessions.list': (api) => api.sessions.list(),
    'sessions.revokeAll': (api) => api.sessions.revokeAll(),
    'factors.list': (api) => api.factors.list(),
    'factors.totpStart': (api) => api.factors.totpStart({ password: PASSWORD }),
    'tokens.list': (api) => api.tokens.list(),
    'tokens.create': (api) =>
      api.tokens.create({ name: 'x', scopes: ['read'], expiresInDays: 1, password: PASSWORD }),
  }
  test.each(Object.entries(personal))('%s', async (_, call) => {
    const { token } = await create(ann, ['read', 'write'])
    expect(await refusal(call(asking(token)))).toMatchObject({
      code: 'FORBIDDEN',
      appCode: 'forbidden',
    })
  })
})

test('a revoked token is refused at once, from the cache as well, and only its own person’s goes', async () => {
  const { id, token } = await create(ann, ['read'])
  const other = await create(ann, ['read'])
  const eve = await world.person('Eve')
  await asking(token).users.me()
  expect(await refusal(eve.api.tokens.revoke({ id }))).toMatchObject({
    code: 'NOT_FOUND',
    appCode: 'token-not-found',
  })
  await asking(token).users.me()
  await ann.api.tokens.revoke({ id })
  expect(await refusal(asking(token).users.me())).toMatchObject({
    code: 'UNAUTHORIZED',
    appCode: 'session-revoked',
  })
  await ann.api.tokens.revoke({ id })
  await asking(other.token).users.me()
  const { tokens } = await ann.api.tokens.list()
  expect(tokens.map((one) => one.id)).not.toContain(id)
})

test('a token ends with its time, and with its person', async () => {
  const bob = await world.person('Bob')
  const { token } = await create(bob, ['read'], 1)
  const longer = await create(bob, ['read'], 2)
  await asking(token).users.me()
  const before = world.clock.now
  world.clock.now = new Date(before.getTime() + 24 * 60 * 60_000)
  expect(await refusal(asking(token).users.me())).toMatchObject({ appCode: 'session-revoked' })
  await asking(longer.token).users.me()
  world.clock.now = before
  const nobody = await world.person('Nobody')
  const gone = await create(nobody, ['read'])
  await rows(`UPDATE users.users SET status = 'suspended' WHERE id = $1`, [nobody.user.id])
  expect(await refusal(asking(gone.token).users.me())).toMatchObject({ appCode: 'session-revoked' })
})

test('only an admin makes a token that may look after accounts', async () => {
  expect(await refusal(create(await world.person('Plain'), ['admin']))).toMatchObject({
    appCode: 'forbidden',
  })
})

test.each([
  ['no scope', { scopes: [] }],
  ['an unknown scope', { scopes: ['owner'] }],
  ['no day', { expiresInDays: 0 }],
  ['more than a year', { expiresInDays: 366 }],
  ['an empty name', { name: ' ' }],
])('a token with %s is not made', async (_, change) => {
  const input = { name: 'x', scopes: ['read'], expiresInDays: 1, password: PASSWORD, ...change }
  expect(await refusal(ann.api.tokens.create(input as never))).toMatchObject({
    code: 'BAD_REQUEST',
    appCode: 'bad-input',
  })
})

test('when a token was last used is kept to the minute, not for each request', async () => {
  const { id, token } = await create(ann, ['read'])
  const used = async () => {
    const { tokens } = await ann.api.tokens.list()
    return tokens.find((one) => one.id === id)?.lastUsedAt
  }
  const first = world.clock.now.toISOString()
  await asking(token).users.me()
  await expect.poll(used).toBe(first)
  world.clock.now = new Date(world.clock.now.getTime() + 59_000)
  await asking(token).users.me()
  world.clock.now = new Date(world.clock.now.getTime() + 1000)
  const second = world.clock.now.toISOString()
  await asking(token).users.me()
  await expect.poll(used).toBe(second)
})

test.each([['hfp_'], ['hfp_x'], [`hfp_${'0'.repeat(49)}`], ['hfp_ '], ['HFP_x']])(
  '%s is no token',
  async (bearer) => {
    expect(await refusal(asking(bearer).users.me())).toMatchObject({ appCode: 'unauthenticated' })
  },
)
