import { grantedBuckets } from '@holdfast/db'
import { type Bucket, canSee, Task, TaskId, text } from '@holdfast/domain'
import type { SearchIndex } from '@holdfast/infra'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { PageInput, readCursor, writeCursor } from '../page.ts'
import { authedProcedure } from '../trpc.ts'
import { FoundPage, foundEntry } from './found-page.ts'
import { readTasks } from './read-task.ts'
import { SearchFilters, SearchSort } from './task-filters.ts'

/** From one UTF-16 code unit of a text up to but not including another. */
const Mark = z.tuple([z.int(), z.int()]).readonly()

/** A task that was found, with the places where its texts answer the query. */
const Found = z.strictObject({
  id: TaskId,
  title: z.array(Mark),
  description: z.array(Mark),
})

const SearchAnswer = z.strictObject({
  items: z.array(Task),
  /** What to show marked of each item, in their order. */
  highlights: z.array(Found),
  nextCursor: z.string().nullable(),
  /** How many tasks match, exactly or at least. */
  total: FoundPage.shape.total,
  engine: FoundPage.shape.engine,
})

const highlightsOf = (search: SearchIndex, query: string, task: Task): z.infer<typeof Found> => ({
  id: task.id,
  title: search.marksOf(query, task.title),
  description: search.marksOf(query, task.description ?? ''),
})

/** An index may be behind the record, which has the last word on who sees what. */
const readFound = async (
  { db }: Services,
  ids: readonly TaskId[],
  buckets: readonly Bucket[],
): Promise<Task[]> => {
  const found = await db.read((reader) => readTasks(reader, ids))
  return found.filter(
    (task) => task.deletedAt === null && canSee(buckets, { kind: 'task', row: task }),
  )
}

/** Full text over the caller's tasks, the best match first unless another order is asked for. */
export const searchTasks = authedProcedure
  .input(
    z.strictObject({
      query: text(500),
      filters: SearchFilters.default({}),
      sort: SearchSort.nullable().default(null),
      ...PageInput,
    }),
  )
  .output(SearchAnswer)
  .query(async ({ ctx: { services, caller }, input, signal }) => {
    const { query, filters, sort, cursor, limit } = input
    const { db, search, keys, cached } = services
    const scope = ['tasks.search', caller.userId, query, filters, sort, limit]
    const after = readCursor(keys, scope, cursor, z.string())
    const buckets = await db.read((reader) => grantedBuckets(reader, caller.userId))
    const asked = { query, buckets, filters, sort, limit, after }
    const page = await cached.read(
      foundEntry(services, caller, asked),
      (wanted) => search.searchTasks(asked, wanted),
      signal,
    )
    const items = await readFound(services, page.ids, buckets)
    return {
      items,
      highlights: items.map((task) => highlightsOf(search, query, task)),
      nextCursor: page.next === null ? null : writeCursor(keys, scope, page.next),
      total: page.total,
      engine: page.engine,
    }
  })
