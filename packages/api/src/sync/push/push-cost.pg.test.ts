import type { OwnCommit, Transaction } from '@holdfast/db'
import { type Bucket, projectBucket, userBucket } from '@holdfast/domain'
import { MAX_PUSH, type Mutation, PROTOCOL } from '@holdfast/sync'
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
const counted = async (mutations: Mutation[], clientId = crypto.randomUUID()) => {
  const { database } = world.test
  const count = { transactions: 0, statements: 0, flights: 0 }
  const own: OwnCommit[] = []
  let open = 0
  // What is sent while nothing is under way begins a flight.
  const sent = async <T>(answer: () => Promise<T>): Promise<T> => {
    if (open++ === 0) count.flights += 1
    return answer().finally(() => {
      open -= 1
    })
  }
  const transact = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    count.transactions += 1
    return database.transact((tx) =>
      work({
        db: tx.db,
        rows: (statement) => {
          count.statements += 1
          return sent(() => tx.rows(statement))
        },
        commit: (last = []) => {
          count.statements += last.length
          return sent(() => tx.commit(last))
        },
      }),
    )
  }
  const services = {
    ...world.services,
    db: Object.create(database, { transact: { value: transact } }) as typeof database,
    pokes: { poke: (_: unknown, told: readonly OwnCommit[] = []) => void own.push(...told) },
  }
  const numbered = mutations.map((mutation, i) => ({ ...mutation, id: i + 1 }))
  const request = { protocol: PROTOCOL, epoch: null, clientId, mutations: numbered }
  const reply = await acceptPush(services, ann, request as Parameters<typeof acceptPush>[2])
  if (reply.status !== 'done') throw new Error(`the push was answered ${reply.status}`)
  return { ...count, own, results: reply.results }
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
    expect(all.transactions).toBe(1)
    expect(all.statements).toBeLessThanOrEqual(one.statements)
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

describe('a push', () => {
  const flightsOf = async (...mutations: Parameters<typeof counted>[0]) =>
    (await counted(mutations)).flights

  test('is two flights: whatever lies behind a task is locked with it', async () => {
    const client = world.client(ann)
    const garden = await world.project(ann.userId)
    const [id, other] = [newTaskId(), newTaskId()]
    const place = { id, title: 'Dig', projectId: garden }
    expect(await flightsOf(client.intend('create-task', place))).toBe(2)
    expect(await flightsOf(retitle(client, id, 'Sow'))).toBe(2)
    const assignedTo = { base: null, value: ann.userId }
    const assigned = client.intend('assign-task', { id, assignedTo })
    expect(await flightsOf(assigned, create(client, other), retitle(client, other, 'Sow'))).toBe(2)
    expect((await record.task(id))?.title).toBe('Sow')
  })

  test('is three where a task must be seen before it is known what else is locked', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    await client.push(create(client, id))
    const projectId = { base: null, value: await world.project(ann.userId) }
    expect(await flightsOf(client.intend('move-task', { id, projectId }))).toBe(3)
  })

  test('tells of its own commits what would be read of them', async () => {
    const client = world.client(ann)
    const [garden, yard] = [await world.project(ann.userId), await world.project(ann.userId)]
    const [id, other] = [newTaskId(), newTaskId()]
    await client.do('create-task', { id, title: 'Dig', projectId: garden })
    const buckets = [userBucket(ann.userId), projectBucket(garden), projectBucket(yard)]
    const from = new Map<Bucket, number>()
    for (const bucket of buckets) from.set(bucket, await record.head(bucket))
    const { own } = await counted([
      client.intend('move-task', { id, projectId: { base: garden, value: yard } }),
      create(client, other),
      retitle(client, other, 'Sow'),
    ])
    const read = await world.test.database.readSnapshot((reader) => readCommits(reader, from))
    const told = own.map(({ bucket, n, rows, removed }) => ({
      bucket,
      from: n - 1,
      to: n,
      grants: false,
      news: { bucket, from: n - 1, to: n, rows, removed },
    }))
    expect(told).toHaveLength(3)
    expect(new Set(told)).toEqual(new Set(read.commits))
  })

  test('tells nothing of commits that change who sees what, or that wrote more than it decided', async () => {
    const bob = await world.person('Bob')
    const garden = await world.project(ann.userId, [bob.userId, 'editor'])
    const client = world.client(ann)
    const removal = { projectId: garden, userId: bob.userId }
    expect((await counted([client.intend('remove-member', removal)])).own).toEqual([])
    const profile = { firstName: 'Anna' }
    const renamed = await counted([client.intend('edit-profile', profile)])
    expect(renamed.own.map(({ bucket }) => bucket)).toEqual([userBucket(ann.userId)])
  })
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
