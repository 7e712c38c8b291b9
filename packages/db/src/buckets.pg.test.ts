import {
  type Bucket,
  bucketsOf,
  memberId,
  type ProjectId,
  type Row,
  type UserId,
} from '@holdfast/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from './testing/index.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

const few = fc.uniqueArray(fc.uuid(), { minLength: 3, maxLength: 3 })
const rows = few.chain((ids) => {
  const id = fc.constantFrom(...ids)
  return fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('task' as const),
        row: fc.record({
          id,
          createdBy: id,
          assignedTo: fc.option(id),
          projectId: fc.option(id),
          deletedAt: fc.option(fc.constant('2026-11-22T10:00:00.000Z')),
        }),
      }),
      fc.record({
        kind: fc.constantFrom('project' as const, 'user' as const),
        row: fc.record({ id }),
      }),
      fc.record({
        kind: fc.constant('conflict' as const),
        row: fc.record({ id, userId: id, taskId: fc.option(id), by: fc.option(id) }),
      }),
      fc.record({
        kind: fc.constant('member' as const),
        row: fc.record({ projectId: id, userId: id, left: fc.boolean() }).map((row) => ({
          ...row,
          id: memberId(row.projectId as ProjectId, row.userId as UserId),
        })),
      }),
    ),
    { minLength: 20, maxLength: 50 },
  )
})

const snakeCase = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )

test('[U1] a row lies in the same buckets by the domain’s rule and by the database’s', async () => {
  let several = 0
  await fc.assert(
    fc.asyncProperty(rows, async (sample) => {
      const computed = await db.database.read((reader) =>
        reader.rows<{ buckets: Bucket[] }>({
          text: `SELECT CASE kind
                   WHEN 'task' THEN sync.buckets_of_task(jsonb_populate_record(NULL::tasks.tasks, fields))
                   WHEN 'project' THEN sync.buckets_of_project(jsonb_populate_record(NULL::tasks.projects, fields))
                   WHEN 'conflict' THEN sync.buckets_of_conflict(jsonb_populate_record(NULL::sync.conflicts, fields))
                   WHEN 'user' THEN sync.buckets_of_user(jsonb_populate_record(NULL::users.users, fields))
                   ELSE sync.buckets_of_member(jsonb_populate_record(NULL::tasks.project_members, fields - 'id'))
                 END AS buckets
                 FROM jsonb_to_recordset($1) AS given (place int, kind text, fields jsonb)
                 ORDER BY place`,
          values: [
            JSON.stringify(
              sample.map(({ kind, row }, place) => ({ place, kind, fields: snakeCase(row) })),
            ),
          ],
        }),
      )
      for (const [i, row] of sample.entries()) {
        const expected = bucketsOf(row as unknown as Row)
        if (expected.length > 1) several++
        expect(computed[i]?.buckets.toSorted()).toEqual(expected.toSorted())
      }
    }),
  )
  expect(several).toBeGreaterThan(0)
})
