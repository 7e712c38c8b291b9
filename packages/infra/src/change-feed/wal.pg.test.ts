import type { Database } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import { expect, test, vi } from 'vitest'
import { changeFeedContract } from './contract.ts'
import { logFeed } from './log.ts'
import { walFeed } from './wal.ts'

const make = async () => {
  const test = await testDatabase()
  const { url, database } = test
  const options = { url, pool: database.pool, every: 50, gather: { quiet: 0, busy: 0 } }
  return {
    test,
    options,
    open: (onError?: (error: unknown) => void) =>
      walFeed({ ...options, ...(onError && { onError }) }),
    async [Symbol.asyncDispose]() {
      // A slot would keep its database from being dropped.
      await vi.waitFor(
        () =>
          database.read((reader) =>
            reader.rows({
              text: `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
                     WHERE database = current_database()`,
            }),
          ),
        20_000,
      )
      await test[Symbol.asyncDispose]()
    },
  }
}

changeFeedContract('wal', make)

const enterIn = async (database: Database): Promise<string> => {
  const [row] = await database.transact((tx) =>
    tx.rows<{ id: string }>({
      text: `INSERT INTO audit.activity_log (entity_type, entity_id, action)
             VALUES ('task', gen_random_uuid(), 'created') RETURNING id`,
    }),
  )
  return row?.id ?? ''
}

test('carries what is older than a new slot, though it went before that was done', async () => {
  await using feeds = await make()
  const { database } = feeds.test
  const old = await enterIn(database)
  const asked = Promise.withResolvers<void>()
  const refused = feeds.open().follow(async () => {
    asked.resolve()
    throw new Error('no bus')
  })
  await asked.promise
  await refused[Symbol.asyncDispose]()

  const carried: string[] = []
  await using _ = feeds.open().follow(async (events) => {
    carried.push(...events.map(({ id }) => id))
  })
  await vi.waitFor(() => expect(carried).toContain(old), 20_000)
  const last = await enterIn(database)
  await vi.waitFor(() => expect(carried).toContain(last), 20_000)
})

test('begins with a fresh reading where its slot is gone, and skips nothing', async () => {
  await using feeds = await make()
  const { database } = feeds.test
  const enter = () => enterIn(database)
  const slots = (text: string) =>
    database.read((reader) => reader.rows<{ slot_name: string }>({ text }))
  const carried: string[] = []
  const carry = async (events: readonly { id: string }[]) => {
    carried.push(...events.map(({ id }) => id))
  }
  const first = await enter()
  const before = feeds.open().follow(carry)
  await vi.waitFor(() => expect(carried).toContain(first), 20_000)
  await before[Symbol.asyncDispose]()
  await vi.waitFor(
    () =>
      slots(
        'SELECT pg_drop_replication_slot(slot_name) AS slot_name FROM pg_replication_slots WHERE database = current_database()',
      ),
    20_000,
  )
  const lost = await enter()
  const after = feeds.open().follow(carry)
  await vi.waitFor(() => expect(carried).toContain(lost), 20_000)
  const last = await enter()
  await vi.waitFor(() => expect(carried).toContain(last), 20_000)
  await after[Symbol.asyncDispose]()

  const log = logFeed(feeds.options).follow(carry)
  const own = 'SELECT slot_name FROM pg_replication_slots WHERE database = current_database()'
  const later = await enter()
  await vi.waitFor(() => expect(carried).toContain(later), 20_000)
  expect(await slots(own)).toEqual([])
  await log[Symbol.asyncDispose]()
})
