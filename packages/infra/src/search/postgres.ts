import { type Database, inBuckets, isLive, matching, type Reader, schema } from '@holdfast/db'
import { TaskId } from '@holdfast/domain'
import { and, desc, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { SearchIndex, TaskSearch } from './port.ts'
import { splitTextQuery } from './text-query.ts'

const { tasks } = schema

/** The expression of `idx_tasks_search`, to the letter: else the planner cannot use the index. */
const searchable = sql`to_tsvector('english', ${tasks.title} || ' ' || COALESCE(${tasks.description}, ''))`

/**
 * Most matches that are ranked, the newest of all: to rank is to read and parse the text anew, and a
 * word that is in more tasks than this tells none of them apart.
 */
export const MOST_RANKED = 2000

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

type Candidates = Record<'id' | 'title' | 'description', SQLWrapper>

/** A match in the title comes before every match in the description alone. */
const scoreOf = ({ title, description }: Candidates, query: SQL): SQL<number> => {
  const titleWords = sql`to_tsvector('english', ${title})`
  const descriptionWords = sql`to_tsvector('english', COALESCE(${description}, ''))`
  return sql<number>`(
    (CASE WHEN ${titleWords} @@ (${query}) THEN 1 ELSE 0 END)
    + ts_rank(setweight(${titleWords}, 'A') || setweight(${descriptionWords}, 'D'), (${query}))
  )::float8`
}

const Cursor = z.tuple([z.number(), TaskId])

const behind = (score: SQLWrapper, id: SQLWrapper, after: string): SQL => {
  const [lastScore, lastId] = Cursor.parse(JSON.parse(after))
  return sql`(${score}, ${id}) < (${lastScore}::float8, ${lastId}::uuid)`
}

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
    return {
      ids: page.map(({ id }) => id),
      next: last && hits.length > page.length ? JSON.stringify([last.score, last.id]) : null,
    }
  },
})

/** One row more than the page holds, to know whether there is another page. */
export const searchStatement = (
  queries: Reader['db'],
  { query, buckets, filters, limit, after }: TaskSearch,
) => {
  const tsquery = tsqueryOf(query)
  const candidates = queries
    .select({ id: tasks.id, title: tasks.title, description: tasks.description })
    .from(tasks)
    .where(
      and(
        sql`${searchable} @@ (${tsquery})`,
        namesSomething(tsquery),
        inBuckets(buckets),
        isLive(),
        matching(filters),
      ),
    )
    .orderBy(desc(tasks.createdAt), desc(tasks.id))
    .limit(MOST_RANKED)
    .as('candidates')
  const ranked = queries
    .select({ id: candidates.id, score: scoreOf(candidates, tsquery).as('score') })
    .from(candidates)
    .as('ranked')
  return queries
    .select({ id: ranked.id, score: ranked.score })
    .from(ranked)
    .where(after === null ? undefined : behind(ranked.score, ranked.id, after))
    .orderBy(desc(ranked.score), desc(ranked.id))
    .limit(limit + 1)
}
