import type { Transaction } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import { expect, test, vi } from 'vitest'
import { changeFeedContract } from './contract.ts'
import { logFeed } from './log.ts'

const make = async (every = 50) => {
  const test = await testDatabase()
  return {
    test,
    open: (onError?: (error: unknown) => void) =>
      logFeed({
        url: test.url,
        pool: test.database.pool,
        every,
        gather: { quiet: 0, busy: 0 },
        ...(onError && { onError }),
      }),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}

changeFeedContract('log', make)

test('a poke is answered sooner than it would have looked', async () => {
  await using feeds = await make()
  const listeners = new Set<() => void>()
  const pokes = {
    onPoke: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const { url, database } = feeds.test
  let carried = 0
  const feed = logFeed({
    url,
    pool: database.pool,
    pokes,
    every: 3_600_000,
    gather: { quiet: 0, busy: 0 },
  })
  const following = feed.follow(async (events) => {
    carried += events.length
  })
  for (const all of [1, 2]) {
    await database.transact((tx) =>
      tx.rows({
        text: `INSERT INTO audit.activity_log (entity_type, entity_id, action)
               VALUES ('task', gen_random_uuid(), 'created')`,
      }),
    )
    // Not once: a transaction of another test in the cluster may hold it back.
    await vi.waitFor(() => {
      for (const poke of listeners) poke()
      expect(carried).toBe(all)
    }, 20_000)
  }
  await following[Symbol.asyncDispose]()
  expect(listeners.size).toBe(0)
})

test('the planner reads the next page along the index', async () => {
  await using feeds = await make()
  const lines = await feeds.test.database.transact(async (tx) => {
    await tx.rows({
      text: `INSERT INTO audit.activity_log (entity_type, entity_id, action, xid)
             SELECT 'task', gen_random_uuid(), 'edited', n::text::xid8
             FROM generate_series(1, 20000) AS n`,
    })
    await tx.rows({ text: 'ANALYZE audit.activity_log' })
    return tx.rows<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN SELECT * FROM audit.activity_log
             WHERE (xid, version) > ('900'::xid8, 5) AND xid < '30000'::xid8
             ORDER BY xid, version LIMIT 500`,
    })
  })
  expect(lines.map((line) => line['QUERY PLAN']).join()).toContain('idx_activity_log_xid')
})

test('brings the older entry of a task with the newer, though a third transaction holds it back', async () => {
  await using feeds = await make()
  const { database } = feeds.test
  const task = crypto.randomUUID()
  const enter = (tx: Transaction, entityId: string) =>
    tx.rows<{ version: number }>({
      text: `INSERT INTO audit.activity_log (entity_type, entity_id, action)
             VALUES ('task', $1, 'edited') RETURNING version`,
      values: [entityId],
    })
  const versions: number[] = []
  await using _ = feeds.open().follow(async (events) => {
    for (const { entityId, version } of events) if (entityId === task) versions.push(version)
  })
  const [first, third] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const newer = database.transact(async (tx) => {
    await enter(tx, crypto.randomUUID())
    begun[0]?.resolve()
    await first.promise
    return enter(tx, task)
  })
  await begun[0]?.promise
  const holding = database.transact(async (tx) => {
    await enter(tx, crypto.randomUUID())
    begun[1]?.resolve()
    await third.promise
  })
  await begun[1]?.promise
  const [older] = await database.transact((tx) => enter(tx, task))
  first.resolve()
  const [later] = await newer
  await vi.waitFor(() => expect(versions).toContain(later?.version), 20_000)
  expect(versions).toEqual([older?.version, later?.version])
  third.resolve()
  await holding
})
