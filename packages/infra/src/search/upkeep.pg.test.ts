import { type Database, schema, type Transaction } from '@holdfast/db'
import { insertProject, insertTask, insertUser, testDatabase } from '@holdfast/db/testing'
import {
  type Bucket,
  isoDate,
  type ProjectId,
  projectBucket,
  type TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openBreaker } from '../breaker/breaker.ts'
import { searchWithFallback } from './fallback.ts'
import { keepIndex } from './keep-index.ts'
import type { KeptIndex } from './kept-index.ts'
import { meilisearchIndex } from './meilisearch.ts'
import type { Reconciled, SearchIndex, SearchUpkeep } from './port.ts'
import { postgresSearchIndex } from './postgres.ts'
import { markBehind, markCurrent, readStanding } from './standing.ts'
import { type MeilisearchStandIn, startMeilisearchStandIn } from './testing/meilisearch-stand-in.ts'
import { keptUpkeep } from './upkeep.ts'

const { tasks, projects } = schema

let clone: Awaited<ReturnType<typeof testDatabase>>
let db: Database
let standIn: MeilisearchStandIn
let index: KeptIndex
let upkeep: SearchUpkeep
let ada: UserId
beforeEach(async () => {
  clone = await testDatabase()
  db = clone.database
  standIn = await startMeilisearchStandIn()
  index = meilisearchIndex({ url: standIn.url, answerWithin: 10_000, writtenWithin: 20_000 })
  upkeep = keptUpkeep(db, index)
  ada = await write((tx) => insertUser(tx, 'Ada'))
  await index.prepare()
})
afterEach(async () => {
  await standIn[Symbol.asyncDispose]()
  await clone[Symbol.asyncDispose]()
})

const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => db.transact(work)
const create = (title: string, columns = {}): Promise<TaskId> =>
  write((tx) => insertTask(tx, ada, { title, ...columns }))
const change = (id: TaskId, set: Partial<typeof tasks.$inferInsert>) =>
  write((tx) => tx.db.update(tasks).set(set).where(eq(tasks.id, id)))
const found = async (query: string, by: SearchIndex = index, buckets: Bucket[] = []) => {
  const asked = { query, filters: {}, sort: null, limit: 200, after: null }
  return (await by.searchTasks({ ...asked, buckets: [userBucket(ada), ...buckets] })).ids.sort()
}
const isEqual = async (query: string, by: SearchIndex): Promise<void> =>
  expect(await found(query, by)).toEqual(await found(query, postgresSearchIndex(db)))

const untilHeld = (held: () => number, count: number) =>
  vi.waitFor(() => expect(held()).toBe(count), { timeout: 10_000 })

describe('one task', () => {
  test('is found as it is now, and not at all once it is in the trash or gone', async () => {
    const id = await create('Anneal wire')
    await upkeep.refreshTasks([id])
    expect(await found('anneal ')).toEqual([id])
    await change(id, { title: 'Temper wire' })
    await upkeep.refreshTasks([id, id])
    expect([await found('anneal '), await found('temper ')]).toEqual([[], [id]])
    await change(id, { deletedAt: isoDate(new Date()) })
    await upkeep.refreshTasks([id])
    expect(await found('temper ')).toEqual([])
    await change(id, { deletedAt: null })
    await upkeep.refreshTasks([id])
    expect(await found('temper ')).toEqual([id])
    await write((tx) => tx.db.delete(tasks).where(eq(tasks.id, id)))
    await upkeep.refreshTasks([id])
    expect(await found('temper ')).toEqual([])
  })

  test('moves between buckets', async () => {
    const projectId: ProjectId = await write((tx) => insertProject(tx, ada))
    const id = await create('Anneal wire')
    await upkeep.refreshTasks([id])
    await change(id, { projectId })
    await upkeep.refreshTasks([id])
    expect(await found('anneal ')).toEqual([])
    expect(await found('anneal ', index, [projectBucket(projectId)])).toEqual([id])
  })

  test('read earlier never stays in the place of what was read later', async () => {
    const id = await create('Anneal one')
    await upkeep.refreshTasks([id])
    // The earlier one has read the task and is held up before it writes.
    const gate = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    standIn.faults.gate = (request) => {
      if (request !== 'POST documents') return undefined
      standIn.faults.gate = null
      held.resolve()
      return gate.promise
    }
    await change(id, { title: 'Anneal two' })
    const earlier = upkeep.refreshTasks([id])
    await held.promise
    await change(id, { title: 'Anneal three' })
    const later = upkeep.refreshTasks([id])
    await later
    expect(standIn.documents()[0]?.title).toBe('Anneal three')
    gate.resolve()
    await earlier
    const [document] = standIn.documents()
    expect(document?.title).toBe('Anneal three')
  })

  test.each([
    ['before it is asked', () => true],
    ['once it is written to', (request: string) => request === 'POST documents'],
  ])('keeps no connection of the database while the index is silent %s', async (_, isSilent) => {
    const id = await create('Anneal wire')
    const answers = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    standIn.faults.gate = (request) => {
      if (!isSilent(request)) return undefined
      asked.resolve()
      return answers.promise
    }
    const refreshed = upkeep.refreshTasks([id])
    await asked.promise
    expect(db.pool.totalCount - db.pool.idleCount).toBe(0)
    standIn.faults.gate = null
    answers.resolve()
    await refreshed
    expect(await found('anneal ')).toEqual([id])
  })

  test('is not written again where nothing changed', async () => {
    const id = await create('Anneal wire')
    await upkeep.refreshTasks([id])
    const before = standIn.writes()
    await upkeep.refreshTasks([id])
    expect(standIn.writes()).toBe(before)
  })

  test('that cannot be written says so and leaves the index marked as behind', async () => {
    await markCurrent(db, await readStanding(db))
    const id = await create('Anneal wire')
    standIn.faults.failWrites = true
    await expect(upkeep.refreshTasks([id])).rejects.toThrow('did not carry out')
    expect(await readStanding(db)).toMatchObject({ isBehind: true })
  })
})

test('tasks of a project go and come with it', async () => {
  const projectId: ProjectId = await write((tx) => insertProject(tx, ada))
  const id = await create('Anneal wire', { projectId })
  const become = async (status: 'deleted' | 'active') => {
    await write((tx) => tx.db.update(projects).set({ status }).where(eq(projects.id, projectId)))
    await upkeep.refreshProject(projectId)
    return found('anneal ', index, [projectBucket(projectId)])
  }
  expect(await become('active')).toEqual([id])
  expect(await become('deleted')).toEqual([])
  expect(await become('active')).toEqual([id])
})

test('a mark that is made while the index is compared stays', async () => {
  const before = await readStanding(db)
  await markBehind(db)
  await markCurrent(db, before)
  expect(await readStanding(db)).toMatchObject({ isBehind: true })
  await markCurrent(db, await readStanding(db))
  expect(await readStanding(db)).toMatchObject({ isBehind: false })
})

/** 2,500 tasks that say "anneal", in one statement. */
const fill = () =>
  write((tx) =>
    tx.rows({
      text: `INSERT INTO tasks.tasks (title, order_key, created_by)
        SELECT 'Anneal ' || n, 'a0', $1 FROM generate_series(1, 2500) AS n`,
      values: [ada],
    }),
  )
const indexed = () =>
  standIn
    .documents()
    .map(({ id }) => id)
    .sort()
const live = async () => {
  const rows = await db.read((reader) => reader.db.select({ id: tasks.id }).from(tasks))
  return rows.map(({ id }) => id).sort()
}

test('a comparison mends what is missing, old or too much, and then finds nothing to mend', async () => {
  await fill()
  expect(await upkeep.reconcile()).toEqual({ compared: 2500, written: 2500, removed: 0 })
  const [old, gone] = (await live()) as TaskId[]
  await change(old as TaskId, { title: 'Temper' })
  await write((tx) => tx.db.delete(tasks).where(eq(tasks.id, gone as TaskId)))
  await create('Anneal last')
  expect(await upkeep.reconcile()).toEqual({ compared: 2500, written: 2, removed: 1 })
  expect(await upkeep.reconcile()).toEqual({ compared: 2500, written: 0, removed: 0 })
  expect(indexed()).toEqual(await live())
})

test('a comparison after a restore writes everything, though versions are given out anew', async () => {
  const id = await create('Anneal wire')
  await upkeep.reconcile()
  const restored = { ...db, epoch: 'another life' } as Database
  expect(await keptUpkeep(restored, index).reconcile()).toMatchObject({ written: 1 })
  expect(await found('anneal ')).toEqual([id])
})

test('a new index takes over with all that was written while it was built', async () => {
  await fill()
  await upkeep.reconcile()
  const [gone, changed] = (await live()) as [TaskId, TaskId]
  const steps: number[] = []
  const gate = Promise.withResolvers<void>()
  const building = upkeep.reindex(undefined, (done, of) => {
    steps.push(done)
    expect(of).toBe(2500)
    standIn.faults.hold ??= gate.promise
  })
  await untilHeld(() => standIn.writesWaiting(), 1)
  expect(steps).toEqual([1000])
  // The first page is in the new index already.
  const added = await create('Anneal midway')
  await change(changed, { title: 'Temper midway' })
  await write((tx) => tx.db.delete(tasks).where(eq(tasks.id, gone)))
  gate.resolve()
  await building
  expect(indexed()).toEqual(await live())
  expect(await found('temper ')).toEqual([changed])
  expect(await found('midway ')).toEqual([added, changed].sort())
  expect(standIn.indexes()).toHaveLength(1)
  expect(await readStanding(db)).toMatchObject({ isBehind: false })
})

describe('a search with something to fall back on', () => {
  const open = () => {
    const mended: Reconciled[] = []
    const keeper = keepIndex({
      db,
      index,
      upkeep,
      lookEvery: 10,
      behindAfter: 500,
      lostAfter: 1000,
      onReconciled: (reconciled) => mended.push(reconciled),
    })
    const engines: string[] = []
    const search = searchWithFallback(index, postgresSearchIndex(db), {
      breaker: openBreaker(),
      isCurrent: () => keeper.isCurrent(),
      marks: () => keeper.marks(),
      onAnswer: ({ engine, stoodIn }) => engines.push(`${engine}${stoodIn ? ' instead' : ''}`),
      // Far more than a busy machine takes, and far less than the fault below.
      budget: 2000,
    })
    const engine = async (query = 'anneal '): Promise<string> => {
      await isEqual(query, search)
      return engines.at(-1) ?? ''
    }
    /** Settles when the first engine answers, and as the record would. */
    const cured = () =>
      vi.waitFor(async () => expect(await engine()).toBe('meilisearch'), { timeout: 30_000 })
    return {
      mended,
      keeper,
      cured,
      engine,
      [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
    }
  }

  test('an empty index is filled before it answers', async () => {
    await create('Anneal wire')
    await using opened = open()
    await opened.cured()
    expect(await opened.engine('anneal or temper ')).toBe('postgres')
  })

  test('what is away is passed by, and current again after its return', async () => {
    await create('Anneal wire')
    await using opened = open()
    await opened.cured()
    await standIn.stop()
    const missed = await create('Anneal while away')
    await expect(upkeep.refreshTasks([missed])).rejects.toThrow()
    expect(await opened.engine()).toBe('postgres instead')
    await standIn.start()
    await opened.cured()
  })

  test('what lost everything is filled again', async () => {
    await create('Anneal wire')
    await using opened = open()
    await opened.cured()
    standIn.wipe()
    expect(await opened.engine()).toBe('postgres instead')
    await opened.cured()
  })

  test('what fails is passed by', async () => {
    await create('Anneal wire')
    await using opened = open()
    await opened.cured()
    standIn.faults.status = 500
    expect(await opened.engine()).toBe('postgres instead')
    standIn.faults.status = null
    await opened.cured()
  })

  test('a change that never came is noticed, and comes', async () => {
    await using opened = open()
    await opened.cured()
    await create('Anneal unheard of')
    const mending = { compared: 1, written: 1, removed: 0 }
    await vi.waitFor(() => expect(opened.mended).toContainEqual(mending), { timeout: 30_000 })
    await opened.cured()
    expect(opened.keeper.lag()).toBe(0)
  })

  test('what is slow has a budget, and pages go on with the other engine', async () => {
    for (let n = 0; n < 5; n++) await create(`Anneal ${n}`)
    await upkeep.reconcile()
    const asked = {
      query: 'anneal ',
      buckets: [userBucket(ada)],
      filters: {},
      sort: null,
      limit: 2,
    }
    const search = searchWithFallback(index, postgresSearchIndex(db), {
      breaker: openBreaker(),
      isCurrent: () => true,
      marks: () => 0,
      budget: 2000,
    })
    const first = await search.searchTasks({ ...asked, after: null })
    expect(first).toMatchObject({ engine: 'meilisearch', ids: { length: 2 } })
    standIn.faults.gate = () => new Promise(() => undefined)
    const second = await search.searchTasks({ ...asked, after: first.next })
    expect(second).toMatchObject({ engine: 'postgres', ids: { length: 2 } })
    const third = await search.searchTasks({ ...asked, after: second.next })
    expect(third).toMatchObject({ engine: 'postgres', ids: { length: 1 }, next: null })
  })
})
