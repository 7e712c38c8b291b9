import { randomUUID } from 'node:crypto'
import { TaskId } from '@holdfast/domain'
import { type EnqueuedTaskPromise, type Index, Meilisearch, MeilisearchApiError } from 'meilisearch'
import { z } from 'zod'
import type { IndexBuild, KeptIndex, RevisedTask } from './kept-index.ts'
import { marksOf } from './marks.ts'
import { documentOf, type MeilisearchDocument } from './meilisearch-document.ts'
import { filtersOf, quoted, sortOf, textOf } from './meilisearch-query.ts'
import { settings } from './meilisearch-settings.ts'
import { MOST_RANKED } from './most-ranked.ts'
import { stemQuery } from './text-query.ts'

export interface MeilisearchOptions {
  /** Of the server, such as http://127.0.0.1:7700. */
  url: string
  key?: string | undefined
  /** Begins the name of each index, so that several installations may share a server. */
  prefix?: string
  /** Longest a request may take, in ms. */
  answerWithin?: number
  /** Longest a write may wait to be carried out, in ms. */
  writtenWithin?: number
}

/** Goes up when documents hold something else than before: the index is another one then. */
const FORM = 1
const PAGE = 1000
const HOW_OFTEN = 20

/** A write that Meilisearch took and then did not carry out. */
class SearchWriteFailed extends Error {
  constructor(why: string) {
    super(`Meilisearch did not carry out a write: ${why}`)
    this.name = 'SearchWriteFailed'
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof MeilisearchApiError && error.cause?.code === 'index_not_found'

const copyOf = <T>(value: T): never => structuredClone(value) as never

const Cursor = z.string().regex(/^[1-9]\d{0,8}$/)

/** How many tasks a cursor of this adapter has behind it. */
export const skippedBy = (cursor: string, limit: number): number =>
  (Number(Cursor.parse(cursor)) - 1) * limit

/** Full text by Meilisearch, with settings that come from the mapping. */
export const meilisearchIndex = (options: MeilisearchOptions): KeptIndex => {
  const { url, key, prefix = 'holdfast' } = options
  const { answerWithin = 5000, writtenWithin = 10_000 } = options
  const client = new Meilisearch({
    host: url,
    timeout: answerWithin,
    ...(key === undefined ? {} : { apiKey: key }),
  })
  const live = `${prefix}-tasks-${FORM}`
  const index = client.index<MeilisearchDocument>(live)

  /** Writes are tasks; one counts when it has been carried out. */
  const done = async (enqueued: EnqueuedTaskPromise): Promise<void> => {
    const { status, error } = await enqueued.waitTask({
      timeout: writtenWithin,
      interval: HOW_OFTEN,
    })
    if (status !== 'succeeded') throw new SearchWriteFailed(error?.code ?? status)
  }
  const putInto = async (into: Index<MeilisearchDocument>, tasks: readonly RevisedTask[]) => {
    if (tasks.length > 0) await done(into.addDocuments(tasks.map(documentOf), { primaryKey: 'id' }))
  }
  const make = async (uid: string): Promise<void> => {
    await done(client.createIndex(uid, { primaryKey: 'id' })).catch((error: unknown) => {
      // Another process of the server was first.
      if (!(error instanceof SearchWriteFailed && error.message.includes('already_exists')))
        throw error
    })
    await done(client.index(uid).updateSettings(copyOf(settings)))
  }
  const isPrepared = async (): Promise<boolean> => {
    try {
      const found = await index.getSettings()
      const known = ['searchableAttributes', 'displayedAttributes'] as const
      return known.every((name) => JSON.stringify(found[name]) === JSON.stringify(settings[name]))
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  }
  const build = async (): Promise<IndexBuild> => {
    const uid = `${live}-${randomUUID()}`
    const next = client.index<MeilisearchDocument>(uid)
    await make(uid)
    return {
      put: (tasks) => putInto(next, tasks),
      async takeOver() {
        await done(client.swapIndexes([{ indexes: [live, uid], rename: false }]))
        await done(client.deleteIndex(uid))
      },
      abandon: () => done(client.deleteIndex(uid)),
    }
  }

  return {
    understands: (query) => !stemQuery(query).hasAlternatives,
    async searchTasks({ query, buckets, filters, sort, limit, after }, signal) {
      const text = textOf(stemQuery(query))
      const page = after === null ? 1 : Number(Cursor.parse(after))
      if (text === null || buckets.length === 0)
        return {
          ids: [],
          next: null,
          total: { count: 0, relation: 'exact' },
          engine: 'meilisearch',
        }
      const { hits, totalHits, totalPages } = await index.search(
        text,
        {
          filter: filtersOf({ buckets, filters }),
          matchingStrategy: 'all',
          attributesToRetrieve: ['id'],
          hitsPerPage: limit,
          page,
          ...(sort === null ? {} : { sort: [sortOf(sort)] }),
        },
        { signal: signal ?? AbortSignal.timeout(answerWithin) },
      )
      return {
        ids: hits.map(({ id }) => TaskId.parse(id)),
        next: page < totalPages ? String(page + 1) : null,
        total: { count: totalHits, relation: totalHits < MOST_RANKED ? 'exact' : 'at-least' },
        engine: 'meilisearch',
      }
    },
    marksOf,
    inCharge: () => ({ engine: 'meilisearch', name: 'meilisearch' }),
    ping: async () => void (await client.health()),
    isPrepared,
    async prepare() {
      if (!(await isPrepared())) await make(live)
    },
    put: (tasks) => putInto(index, tasks),
    async remove(ids) {
      if (ids.length > 0) await done(index.deleteDocuments([...ids]))
    },
    async revisionsOf(ids) {
      if (ids.length === 0) return new Map()
      const { results } = await index.getDocuments({
        filter: `id IN [${ids.map(quoted).join(', ')}]`,
        fields: ['id', 'revision'],
        limit: ids.length,
      })
      return new Map(results.map(({ id, revision }) => [id, revision]))
    },
    async *allIds() {
      for (let offset = 0; ; offset += PAGE) {
        const { results } = await index.getDocuments({ fields: ['id'], limit: PAGE, offset })
        yield results.map(({ id }) => id)
        if (results.length < PAGE) return
      }
    },
    build,
  }
}
