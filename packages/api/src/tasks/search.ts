import { grantedBuckets } from '@holdfast/db'
import { Task, text } from '@holdfast/domain'
import { z } from 'zod'
import { PageInput, pageOf, readCursor, writeCursor } from '../page.ts'
import { authedProcedure } from '../trpc.ts'
import { isIn, readTasks } from './read-task.ts'
import { TaskFilters } from './task-filters.ts'

/** Full text over the caller's tasks, the best match first. */
export const searchTasks = authedProcedure
  .input(z.strictObject({ query: text(500), filters: TaskFilters.default({}), ...PageInput }))
  .output(pageOf(Task))
  .query(async ({ ctx: { services, caller }, input: { query, filters, cursor, limit } }) => {
    const { db, search, keys } = services
    const scope = ['tasks.search', caller.userId, query, filters]
    const after = readCursor(keys, scope, cursor, z.string())
    const buckets = await db.read((reader) => grantedBuckets(reader, caller.userId))
    const { ids, next } = await search.searchTasks({ query, buckets, filters, limit, after })
    const found = await db.read((reader) => readTasks(reader, ids))
    // An index may be behind the record, which has the last word on who sees what.
    const items = found.filter((task) => task.deletedAt === null && isIn(buckets, task))
    return { items, nextCursor: next === null ? null : writeCursor(keys, scope, next) }
  })
