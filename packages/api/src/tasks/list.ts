import {
  type TaskFilters as Filters,
  grantedBuckets,
  inBuckets,
  isLive,
  matching,
  type Reader,
  schema,
} from '@holdfast/db'
import { IsoDate, Task, TaskId, type UserId } from '@holdfast/domain'
import { and, desc, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cutPage, PageInput, pageOf, readCursor, writeCursor } from '../page.ts'
import { authedProcedure } from '../trpc.ts'
import { readTasks } from './read-task.ts'
import { TaskFilters } from './task-filters.ts'

const { tasks } = schema

const Position = z.tuple([IsoDate, TaskId])
type Position = z.infer<typeof Position>

/** One more than the page holds, to know whether there is another. */
const selectPage = async (
  reader: Reader,
  caller: UserId,
  filters: Filters,
  after: Position | null,
  limit: number,
) =>
  reader.db
    .select({ id: tasks.id, createdAt: tasks.createdAt })
    .from(tasks)
    .where(
      and(
        inBuckets(await grantedBuckets(reader, caller)),
        isLive(),
        matching(filters),
        after
          ? sql`(${tasks.createdAt}, ${tasks.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(tasks.createdAt), desc(tasks.id))
    .limit(limit + 1)

/** The caller's tasks, the newest first. Those in the trash or in a deleted project are left out. */
export const listTasks = authedProcedure
  .input(z.strictObject({ filters: TaskFilters.default({}), ...PageInput }).prefault({}))
  .output(pageOf(Task))
  .query(async ({ ctx: { services, caller }, input: { filters, cursor, limit } }) => {
    const { db, keys } = services
    const scope = ['tasks.list', caller.userId, filters]
    const after = readCursor(keys, scope, cursor, Position)
    return db.readSnapshot(async (reader) => {
      const found = await selectPage(reader, caller.userId, filters, after, limit)
      const { ids, end } = cutPage(found, limit)
      return {
        items: await readTasks(reader, ids),
        nextCursor: end && writeCursor(keys, scope, end),
      }
    })
  })
