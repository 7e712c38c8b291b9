import type { Log, Metrics } from '@holdfast/api'
import type { Database } from '@holdfast/db'
import type { SearchIndex, SearchUpkeep } from '@holdfast/infra'
import { openBreaker } from '@holdfast/infra/breaker'
import { searchWithFallback } from '@holdfast/infra/search/fallback'
import { keepIndex } from '@holdfast/infra/search/keep-index'
import { meilisearchIndex } from '@holdfast/infra/search/meilisearch'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { keptUpkeep, noUpkeep } from '@holdfast/infra/search/upkeep'
import type { Config } from '../config/config.ts'

/** For how long an index that fails is not asked, in ms. */
const AWAY = { first: 2000, last: 2000 }

interface OpenSearchOptions {
  config: Pick<Config, 'meilisearch'>
  db: Database
  log: Log
  metrics: Metrics
}

export interface ServerSearch extends AsyncDisposable {
  index: SearchIndex
  upkeep: SearchUpkeep
}

/** Keeps the index that the configuration names; nothing to do where the database searches. */
export const openUpkeep = (
  { meilisearch }: Pick<Config, 'meilisearch'>,
  db: Database,
): SearchUpkeep => (meilisearch ? keptUpkeep(db, meilisearchIndex(meilisearch)) : noUpkeep)

const countingSearch = (index: SearchIndex, metrics: Metrics): SearchIndex => ({
  ...index,
  async searchTasks(search, signal) {
    const began = performance.now()
    const page = await index.searchTasks(search, signal)
    metrics.searched(page.engine, false, (performance.now() - began) / 1000)
    return page
  },
})

/** The database searches, or Meilisearch with the database behind it. */
export const openSearch = ({ config, db, log, metrics }: OpenSearchOptions): ServerSearch => {
  const record = postgresSearchIndex(db)
  if (!config.meilisearch) {
    metrics.watch('holdfast_search_lag_seconds', () => 0)
    const index = countingSearch(record, metrics)
    return { index, upkeep: noUpkeep, [Symbol.asyncDispose]: async () => undefined }
  }
  const kept = meilisearchIndex(config.meilisearch)
  const upkeep = keptUpkeep(db, kept)
  const keeper = keepIndex({
    db,
    index: kept,
    upkeep,
    onReconciled: (reconciled) => log.info(reconciled, 'the search index was compared and mended'),
    onAway: (err) => log.warn({ err }, 'the search index is out of reach; the database searches'),
  })
  metrics.watch('holdfast_search_lag_seconds', () => keeper.lag())
  const index = searchWithFallback(kept, record, {
    breaker: openBreaker({ pause: AWAY }),
    isCurrent: () => keeper.isCurrent(),
    marks: () => keeper.marks(),
    onFailure: (err) => log.warn({ err }, 'a search was left to the database'),
    onAnswer: ({ engine, stoodIn, seconds }) => metrics.searched(engine, stoodIn, seconds),
  })
  return { index, upkeep, [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose]() }
}
