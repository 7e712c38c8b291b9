import type { TaskId, UserId } from '@holdfast/domain'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transaction } from './reader.ts'
import { tasks } from './schema/tasks.ts'
import { insertTask, insertUser, type TestDatabase, testDatabase } from './testing/index.ts'

let t: TestDatabase
let ann: UserId

beforeAll(async () => {
  t = await testDatabase()
  ann = await transact((tx) => insertUser(tx))
})
afterAll(() => t[Symbol.asyncDispose]())

const transact = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => t.database.transact(work)
const touch = (tx: Transaction, id: TaskId, title: string) =>
  tx.db.update(tasks).set({ title }).where(eq(tasks.id, id))

/** The version of a task's latest entry in the log. */
const versionOf = async (id: TaskId): Promise<number> => {
  const rows = await t.database.read((reader) =>
    reader.rows<{ version: number }>({
      text: 'SELECT version FROM sync.change_log WHERE id = $1 ORDER BY xid DESC, seq DESC LIMIT 1',
      values: [id],
    }),
  )
  return rows[0]?.version ?? 0
}

const waiting = async (): Promise<number> => {
  const rows = await t.database.read((reader) =>
    reader.rows({
      text: `SELECT FROM pg_locks WHERE NOT granted
             AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
    }),
  )
  return rows.length
}

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

test('[W2] versions rise with every write, across removal and re-creation', async () => {
  const id = await transact((tx) => insertTask(tx, ann))
  const seen = [await versionOf(id)]
  const steps: ((tx: Transaction) => Promise<unknown>)[] = [
    (tx) => touch(tx, id, 'Second'),
    (tx) => tx.db.delete(tasks).where(eq(tasks.id, id)),
    (tx) => insertTask(tx, ann, { id }),
    (tx) => touch(tx, id, 'Fifth'),
  ]
  for (const step of steps) {
    await transact(step)
    seen.push(await versionOf(id))
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(new Set(seen).size).toBe(5)
})

test('a row that is made anew while it is being removed is newer than the removal', async () => {
  const id = await transact((tx) => insertTask(tx, ann))
  // Holds the removal between taking the row away and drawing its version.
  await transact((tx) =>
    tx.rows({
      text: `CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS
               'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';
             CREATE TRIGGER pause AFTER DELETE ON tasks.tasks
               FOR EACH ROW EXECUTE FUNCTION pause()`,
    }),
  )
  const { removed, made } = await transact(async (gate) => {
    await gate.rows({ text: 'SELECT pg_advisory_xact_lock(1)' })
    const removed = transact((tx) => tx.db.delete(tasks).where(eq(tasks.id, id)))
    await until(async () => (await waiting()) === 1)
    const made = transact((tx) => insertTask(tx, ann, { id }))
    await until(async () => (await waiting()) === 2)
    return { removed, made }
  })
  await Promise.all([removed, made])
  await transact((tx) => tx.rows({ text: 'DROP FUNCTION pause CASCADE' }))
  const versions = await t.database.read((reader) =>
    reader.rows<{ version: number; present: boolean }>({
      text: `SELECT version, cardinality(buckets) > 0 AS present FROM sync.change_log
             WHERE id = $1 ORDER BY version DESC LIMIT 1`,
      values: [id],
    }),
  )
  expect(versions).toMatchObject([{ present: true }])
})

test('what a writer passes as the version is overwritten', async () => {
  const id = await transact((tx) => insertTask(tx, ann, { version: 1 }))
  expect(await versionOf(id)).toBeGreaterThan(1)
  const before = await versionOf(id)
  await transact((tx) => tx.db.update(tasks).set({ version: 5 }).where(eq(tasks.id, id)))
  expect(await versionOf(id)).toBeGreaterThan(before)
})
