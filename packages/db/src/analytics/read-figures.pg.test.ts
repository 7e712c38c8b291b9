import type { IsoDate, UserId } from '@holdfast/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grantedBuckets } from '../change-log.ts'
import type { Reader } from '../reader.ts'
import { insertProject, insertUser, type TestDatabase, testDatabase } from '../testing/index.ts'
import { type FigureScope, readCycles, readTaskFigures, readWeeks } from './read-figures.ts'

const dates = {
  now: '2026-11-22T12:00:00.000Z' as IsoDate,
  today: '2026-11-22',
  nextWeek: { day: '2026-11-23', at: '2026-11-23T00:00:00.000Z' as IsoDate },
}

let t: TestDatabase
let scope: FigureScope
beforeAll(async () => {
  t = await testDatabase()
  const few = await t.database.transact(async (tx): Promise<UserId> => {
    const [few, many] = [await insertUser(tx, 'Few'), await insertUser(tx, 'Many')]
    const [small, large] = [await insertProject(tx, few), await insertProject(tx, many)]
    await tx.rows({
      text: `
        INSERT INTO tasks.tasks (title, order_key, created_by, project_id, due_date)
        SELECT 'Task', 'a0', who, place, timestamptz '2026-01-01' + n * interval '1 hour'
        FROM generate_series(1, 20000) AS n, LATERAL (
          SELECT CASE WHEN n % 1000 = 0 THEN $1 ELSE $2 END::uuid AS who,
            CASE WHEN n % 2 = 0 THEN CASE WHEN n % 1000 = 0 THEN $3 ELSE $4 END END::uuid AS place) AS of`,
      values: [few, many, small, large],
    })
    await tx.rows({
      text: `
        INSERT INTO analytics.task_events
          (event_id, task_id, version, action, project_id, created_by, at, cycle_seconds)
        SELECT gen_random_uuid(), gen_random_uuid(), n, 'completed',
          CASE WHEN n % 1000 = 0 THEN $1 ELSE $2 END::uuid, $3, '2026-11-01', CASE WHEN n % 2 = 0 THEN n END
        FROM generate_series(1, 20000) AS n`,
      values: [small, large, many],
    })
    await tx.rows({
      text: `
        INSERT INTO analytics.daily (kind, id, day, created)
        SELECT 'project', CASE WHEN n % 1000 = 0 THEN $1::uuid ELSE gen_random_uuid() END,
          date '2026-01-01' + n / 1000, 1
        FROM generate_series(1, 20000) AS n`,
      values: [small],
    })
    return few
  })
  // Index-only scans need to know which pages everybody sees.
  for (const table of ['tasks.tasks', 'analytics.task_events', 'analytics.daily'])
    await t.database.read((reader) => reader.rows({ text: `VACUUM ANALYZE ${table}` }))
  const buckets = await t.database.read((reader) => grantedBuckets(reader, few))
  scope = { userId: few, buckets, ...dates }
})
afterAll(() => t[Symbol.asyncDispose]())

/** The plan of what `read` asks. */
const planOf = async (read: (reader: Reader) => Promise<unknown>): Promise<string> => {
  const lines: string[] = []
  await t.database.read(async (reader) => {
    const explaining: Reader = {
      db: reader.db,
      rows: async ({ text, values = [] }) => {
        const plan = await reader.rows<{ 'QUERY PLAN': string }>({
          text: `EXPLAIN ${text}`,
          values,
        })
        lines.push(...plan.map((line) => line['QUERY PLAN']))
        return []
      },
    }
    await read(explaining)
  })
  return lines.join('\n')
}

test('the tasks of a person with few of them are found by indexes, not among those of others', async () => {
  const plan = await planOf((reader) => readTaskFigures(reader, scope))
  expect(plan).not.toContain('Seq Scan')
  expect(plan).toContain('idx_tasks_created_by_date')
  const found = await t.database.read((reader) => readTaskFigures(reader, scope))
  expect(found).toEqual([expect.objectContaining({ status: 'todo', mine: true, tasks: 20 })])
})

test('cycle times come out of an index that holds them', async () => {
  const plan = await planOf((reader) => readCycles(reader, scope, '2026-01-01', 1000))
  expect(plan).toContain('Index Only Scan using idx_task_events_project_cycle')
  expect(plan).not.toContain('Seq Scan')
})

test('weeks are read by the key of what they are of', async () => {
  const plan = await planOf((reader) => readWeeks(reader, scope, '2026-01-01'))
  expect(plan).toContain('daily_pkey')
  expect(plan).not.toContain('Seq Scan')
})
