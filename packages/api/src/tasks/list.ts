import {
  type TaskFilters as Filters,
  grantedBuckets,
  inBuckets,
  isLive,
  matching,
  type Reader,
  schema,
} from '@holdfast/db'
import { IsoDate, Task, TaskId, type UserId, userBucket } from '@holdfast/domain'
import { and, desc, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CacheEntry } from '../cache/cached.ts'
import { cacheKeys, stampOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'
import { cutPage, PageInput, pageOf, readCursor, USUAL_LIMIT, writeCursor } from '../page.ts'
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

const TaskPage = pageOf(Task)
const Asked = z.strictObject({ filters: TaskFilters.default({}), ...PageInput })
type Asked = z.infer<typeof Asked>

const readPage = async (
  { db, keys }: Services,
  caller: UserId,
  { filters, cursor, limit }: Asked,
): Promise<z.infer<typeof TaskPage>> => {
  const scope = ['tasks.list', caller, filters]
  const after = readCursor(keys, scope, cursor, Position)
  return db.readSnapshot(async (reader) => {
    const found = await selectPage(reader, caller, filters, after, limit)
    const { ids, end } = cutPage(found, limit)
    return {
      items: await readTasks(reader, ids),
      nextCursor: end && writeCursor(keys, scope, end),
    }
  })
}

/** Only pages of the usual length over all tasks are kept: the key has no room for more. */
const isKept = ({ filters, limit }: Asked): boolean =>
  limit === USUAL_LIMIT && Object.keys(filters).length === 0

/** The caller's tasks, the newest first. Those in the trash or in a deleted project are left out. */
export const listTasks = authedProcedure
  .input(Asked.prefault({}))
  .output(TaskPage)
  .query(({ ctx: { services, caller }, input, signal }) => {
    const { userId } = caller
    if (!isKept(input)) return readPage(services, userId, input)
    const entry: CacheEntry<z.infer<typeof TaskPage>> = {
      key: cacheKeys.tasks(userId, input.cursor ?? null),
      level: 'l1',
      schema: TaskPage,
      stamps: [stampOf(userBucket(userId))],
      furtherStamps: async () =>
        (await services.db.read((reader) => grantedBuckets(reader, userId))).map(stampOf),
    }
    return services.cached.read(entry, () => readPage(services, userId, input), signal)
  })
