import type { Reader, Transaction } from '@holdfast/db'
import { rowKey, userBucket } from '@holdfast/domain'
import { MAX_PUSH, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { readCommits } from '../live/read-commits.ts'
import { create, Record, retitle } from '../testing/record.ts'
import { newTaskId, openSyncWorld, type SyncWorld } from '../testing/sync-world.ts'
import { acceptPush } from './accept-push.ts'

let world: SyncWorld
let record: Record
let ann: Caller
beforeAll(async () => {
  // One connection, so that what PostgreSQL counts of it is told when it is asked.
  world = await openSyncWorld({ max: 1 })
  record = new Record(world.test.database)
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

/** Pushes by way of a database that counts. */
const counted = async (mutations: ReturnType<typeof create>[], clientId = crypto.randomUUID()) => {
  const { database } = world.test
  const count = { transactions: 0, statements: 0 }
  const transact = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    count.transactions += 1
    return database.transact((tx) =>
      work({
        db: tx.db,
        rows: (statement) => {
          count.statements += 1
          return tx.rows(statement)
        },
        commit: (last = []) => {
          count.statements += last.length
          return tx.commit(last)
        },
      }),
    )
  }
  const services = {
    ...world.services,
    db: Object.create(database, { transact: { value: transact } }) as typeof database,
  }
  const numbered = mutations.map((mutation, i) => ({ ...mutation, id: i + 1 }))
  const request = { protocol: PROTOCOL, epoch: null, clientId, mutations: numbered }
  const reply = await acceptPush(services, ann, request as Parameters<typeof acceptPush>[2])
  if (reply.status !== 'done') throw new Error(`the push was answered ${reply.status}`)
  return { ...count, results: reply.results }
}

const batchOf = (count: number, title = (_: number) => 'Dig') => {
  const client = world.client(ann)
  return Array.from({ length: count }, (_, i) => create(client, newTaskId(), title(i)))
}

describe('a full batch', () => {
  test(`[S13] of ${MAX_PUSH} mutations is one transaction of as many statements as one mutation`, async () => {
    const before = await record.head(userBucket(ann.userId))
    const one = await counted(batchOf(1))
    const all = await counted(batchOf(MAX_PUSH))
    expect(all.results).toHaveLength(MAX_PUSH)
    expect(all).toMatchObject({ transactions: 1, statements: one.statements })
    expect(one.statements).toBeLessThan(10)
    expect(await record.head(userBucket(ann.userId))).toBe(before + 2)
  })

  test('[P6] with a refused one in its middle is still one transaction', async () => {
    const client = world.client(ann)
    const batch = batchOf(MAX_PUSH)
    batch[250] = retitle(client, newTaskId(), 'of nothing')
    const { transactions, results } = await counted(batch)
    expect(transactions).toBe(1)
    const refused = results.filter(({ status }) => status !== 'applied')
    expect(refused).toMatchObject([{ id: 251, status: 'rejected', code: 'task-not-found' }])
  })

  test('[P7] [S13] with a fault in its middle is tried in halves, and that one alone is failed', async () => {
    await record.read(
      `ALTER TABLE tasks.tasks ADD CONSTRAINT planted CHECK (title <> 'planted fault')`,
    )
    const batch = batchOf(MAX_PUSH, (i) => (i === 250 ? 'planted fault' : 'Dig'))
    const { transactions, results } = await counted(batch)
    const failed = results.filter(({ status }) => status !== 'applied')
    expect(failed).toMatchObject([{ id: 251, status: 'failed' }])
    expect(results.map(({ id }) => id)).toEqual(batch.map((_, i) => i + 1))
    expect(transactions).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(MAX_PUSH)) + 2)
    await record.read('ALTER TABLE tasks.tasks DROP CONSTRAINT planted')
  })
})

/** How often statements were sent only when those before them had been answered. */
const countingFlights = (reader: Reader): { reader: Reader; flights: () => number } => {
  let flights = 0
  let open = 0
  const rows: Reader['rows'] = async (statement) => {
    if (open++ === 0) flights += 1
    try {
      return await reader.rows(statement)
    } finally {
      open -= 1
    }
  }
  return { reader: { db: reader.db, rows }, flights: () => flights }
}

test('a frame of rows that are expected is read in one flight, and is the same', async () => {
  const client = world.client(ann)
  const id = newTaskId()
  await client.push(create(client, id), create(client, newTaskId()))
  const bucket = userBucket(ann.userId)
  const from = new Map([[bucket, (await record.head(bucket)) - 1]])
  const read = (...expected: string[]) =>
    world.test.database.readSnapshot(async (snapshot) => {
      const { reader, flights } = countingFlights(snapshot)
      const keys = new Set(expected.map((one) => rowKey('task', one as typeof id)))
      return { commits: await readCommits(reader, from, keys), flights: flights() }
    })
  const unexpected = await read()
  expect(unexpected.flights).toBe(2)
  // One of the two, one that is not there, and one of elsewhere.
  const elsewhere = newTaskId()
  const bob = world.client(await world.person('Bob'))
  await bob.push(create(bob, elsewhere))
  expect(await read(id, newTaskId(), elsewhere)).toEqual(unexpected)
  const [news] = unexpected.commits.commits
  const all = news?.news?.rows.map(({ row }) => row.id) ?? []
  expect(await read(...all)).toEqual({ ...unexpected, flights: 1 })
})

test('[S14] neither a push nor its frame reads a table from end to end', async () => {
  const { database } = world.test
  const bucket = userBucket(ann.userId)
  const bob = await world.person('Bob')
  // In one transaction, as an import is: to the planner every transaction may look like this one.
  await record.read(
    `INSERT INTO tasks.tasks (title, created_by, order_key)
     SELECT 'Task ' || i, $1, 'a' FROM generate_series(1, 20000) AS i`,
    bob.userId,
  )
  await record.read('ANALYZE')
  const client = world.client(ann)
  const id = newTaskId()
  await client.push(create(client, id))
  const work = async () => {
    for (let i = 0; i < 8; i++) {
      await client.push(retitle(client, id, `Title ${i}`), create(client, newTaskId()))
      const from = new Map([[bucket, (await record.head(bucket)) - 1]])
      await database.readSnapshot((reader) => readCommits(reader, from))
    }
  }
  const scans = async () => {
    await record.read('SELECT pg_stat_force_next_flush()')
    return record.read(
      `SELECT relname, seq_scan FROM pg_stat_user_tables
       WHERE relname IN ('tasks', 'change_log') ORDER BY relname`,
    )
  }
  const before = await scans()
  await work()
  expect(await scans()).toEqual(before)
})
