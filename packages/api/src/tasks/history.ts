import type { Reader } from '@holdfast/db'
import {
  type Activity,
  ActivityAction,
  ConflictField,
  IsoDate,
  TaskId,
  UserId,
} from '@holdfast/domain'
import { z } from 'zod'
import { PageInput, pageOf, readCursor, writeCursor } from '../page.ts'
import { authedProcedure } from '../trpc.ts'
import { readVisibleTask } from './read-task.ts'

/** One thing that was done to a task, with each value before and after. */
const HistoryEntry = z.strictObject({
  version: z.int(),
  action: ActivityAction,
  /** Null: nobody knows any more. */
  by: UserId.nullable(),
  at: IsoDate,
  changes: z.array(z.strictObject({ field: ConflictField, from: z.unknown(), to: z.unknown() })),
})
type HistoryEntry = z.infer<typeof HistoryEntry>

interface Entry extends Omit<HistoryEntry, 'changes'> {
  metadata: Partial<Pick<Activity, 'before' | 'after'>>
}

const fields = ConflictField.options.filter((field) => field !== 'name' && field !== 'due')

/** Both halves of a due date are entered where one changes. */
const dueIn = (values: Activity['after'] = {}): unknown =>
  'dueDate' in values ? { dueDate: values.dueDate, dueAllDay: values.dueAllDay ?? false } : null

const toEntry = ({ metadata: { before = {}, after = {} }, ...entry }: Entry): HistoryEntry => ({
  ...entry,
  changes: [
    ...fields.flatMap((field) =>
      field in after ? [{ field, from: before[field] ?? null, to: after[field] }] : [],
    ),
    ...('dueDate' in after
      ? [{ field: 'due' as const, from: dueIn(before), to: dueIn(after) }]
      : []),
  ],
})

const readEntries = (
  reader: Reader,
  id: TaskId,
  before: number | null,
  limit: number,
): Promise<Entry[]> =>
  reader.rows<Entry>({
    name: 'task-history',
    text: `SELECT version, action, actor_id AS by, created_at AS at, metadata
           FROM audit.activity_log
           WHERE entity_type = 'task' AND entity_id = $1 AND action <> 'ordered'
             AND ($2::bigint IS NULL OR version < $2)
           ORDER BY version DESC LIMIT $3`,
    values: [id, before, limit],
  })

/** Every value that a task ever had, the newest first. Whoever sees the task sees its history. */
export const taskHistory = authedProcedure
  .input(z.strictObject({ id: TaskId, ...PageInput }))
  .output(pageOf(HistoryEntry))
  .query(async ({ ctx: { services, caller }, input: { id, cursor, limit } }) => {
    const { db, keys } = services
    const scope = ['tasks.history', caller.userId, id]
    const before = readCursor(keys, scope, cursor, z.int())
    return db.readSnapshot(async (reader) => {
      await readVisibleTask(reader, id, caller.userId)
      const found = await readEntries(reader, id, before, limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return {
        items: page.map(toEntry),
        nextCursor: last && found.length > limit ? writeCursor(keys, scope, last.version) : null,
      }
    })
  })
