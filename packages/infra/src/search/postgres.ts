import { type Database, inBuckets, isLive, matching, type Reader, schema } from '@holdfast/db'
import { TaskId } from '@holdfast/domain'
import { and, asc, desc, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import { marksOf } from './marks.ts'
import { MOST_RANKED } from './most-ranked.ts'
import type { SearchIndex, SearchSort, TaskSearch } from './port.ts'
import { splitTextQuery } from './text-query.ts'

const { tasks } = schema

/** The expression of `idx_tasks_search`, to the letter: else the planner cannot use the index. */
const searchable = sql`to_tsvector('english', ${tasks.title} || ' ' || COALESCE(${tasks.description}, ''))`

/**
 * The growing word matches by its stem and by its letters. One that is no more than a filler word
 * (`the`) narrows nothing, unless it is all there is.
 */
const tsqueryOf = (typed: string): SQL => {
  const { finished, growing } = splitTextQuery(typed)
  const words = sql`websearch_to_tsquery('english', ${finished})`
  if (growing === '') return words
  const stem = sql`to_tsquery('english', ${`${growing}:*`})`
  const letters = sql`to_tsquery('simple', ${`${growing}:*`})`
  return sql`CASE WHEN numnode(${stem}) = 0 AND numnode(${words}) > 0 THEN ${words}
    ELSE ${words} && (${stem} || ${letters}) END`
}

/**
 * A query that holds of what it does not name (`-word`, `a or -b`) could only be answered by reading
 * every task: it finds nothing.
 */
const namesSomething = (query: SQL): SQL => sql`querytree(${query}) <> 'T'`

/** The words of both texts with their places, those of the title apart from the others. */
const words = sql`setweight(to_tsvector('english', ${tasks.title}), 'A')
  || setweight(to_tsvector('english', COALESCE(${tasks.description}, '')), 'D')`

/** A match in the title comes before every match in the description alone. */
const scoreOf = (found: SQLWrapper, query: SQL): SQL => sql`(
    (CASE WHEN ts_filter(${found}, '{a}') @@ (${query}) THEN 1 ELSE 0 END)
    + ts_rank(${found}, (${query}))
  )::float8`

/** What a sort goes by, in both directions with what has none at the end. */
const sortKey = ({ by, direction }: SearchSort): SQL => {
  if (by === 'title') return sql`${tasks.title} COLLATE "C"`
  const last = direction === 'ascending' ? 'infinity' : '-infinity'
  return sql`COALESCE(${tasks[by]}, ${sql.raw(`'${last}'`)}::timestamptz)`
}

const Cursor = z.union([z.tuple([z.string(), TaskId]), z.strictObject({ skip: z.int().min(0) })])

/** A cursor that goes on behind so many tasks, whichever engine counted them off. */
export const cursorBehind = (skip: number): string => JSON.stringify({ skip })

/**
 * For the transaction that searches: without the index each task's text is parsed anew to be
 * compared, which takes a hundred times what the planner believes.
 */
export const preferIndex = { text: 'SET LOCAL enable_seqscan = off' }

/** Full text on the record itself, by the documented index. */
export const postgresSearchIndex = (db: Database): SearchIndex => ({
  async searchTasks(search) {
    const hits = await db.readSnapshot(async (reader) => {
      await reader.rows(preferIndex)
      return searchStatement(reader.db, search)
    })
    const page = hits.slice(0, search.limit)
    const last = page.at(-1)
    const count = last?.total ?? 0
    return {
      ids: page.map(({ id }) => id),
      next: last && hits.length > page.length ? JSON.stringify([last.position, last.id]) : null,
      total: { count, relation: count < MOST_RANKED ? 'exact' : 'at-least' },
      engine: 'postgres',
    }
  },
  marksOf,
  inCharge: () => ({ engine: 'postgres', name: 'postgres' }),
})

/** One row more than the page holds, to know whether there is another page. */
export const searchStatement = (
  queries: Reader['db'],
  { query, buckets, filters, sort, limit, after }: TaskSearch,
) => {
  const tsquery = tsqueryOf(query)
  const isAscending = sort?.direction === 'ascending'
  const inOrder = isAscending ? asc : desc
  // Being dear, words are made after the limit, once for each that is ranked.
  const by = (sort ? sortKey(sort) : words).as('by')
  const candidates = queries
    .select({ id: tasks.id, by })
    .from(tasks)
    .where(
      and(
        sql`${searchable} @@ (${tsquery})`,
        namesSomething(tsquery),
        inBuckets(buckets),
        isLive(),
        matching(filters),
        filters.title === undefined ? undefined : eq(tasks.title, filters.title),
      ),
    )
    .orderBy(inOrder(sort ? sortKey(sort) : tasks.createdAt), inOrder(tasks.id))
    .limit(MOST_RANKED)
    .as('candidates')
  const key = sort ? sql`${candidates.by}` : scoreOf(candidates.by, tsquery)
  const ranked = queries
    .select({
      id: candidates.id,
      key: key.as('key'),
      total: sql<number>`(count(*) OVER ())::int`.as('total'),
    })
    .from(candidates)
    .as('ranked')
  const cursor = after === null ? { skip: 0 } : Cursor.parse(JSON.parse(after))
  const behind = ([position, id]: [string, TaskId]): SQL => {
    const type = sql.raw(sort === null ? 'float8' : sort.by === 'title' ? 'text' : 'timestamptz')
    const comparison = sql.raw(isAscending ? '>' : '<')
    return sql`(${ranked.key}, ${ranked.id}) ${comparison} (${position}::${type}, ${id}::uuid)`
  }
  return queries
    .select({
      id: ranked.id,
      // Under a name of its own: else the order would be that of the text.
      position: sql<string>`${ranked.key}::text`.as('position'),
      total: ranked.total,
    })
    .from(ranked)
    .where('skip' in cursor ? undefined : behind(cursor))
    .orderBy(inOrder(ranked.key), inOrder(ranked.id))
    .limit(limit + 1)
    .offset('skip' in cursor ? cursor.skip : 0)
}
