import type { Database } from '@holdfast/db'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { openGraphileBus } from '@holdfast/infra/events/graphile'
import { meilisearchIndex } from '@holdfast/infra/search/meilisearch'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { startMeilisearchStandIn } from '@holdfast/infra/search/testing'
import { keptUpkeep } from '@holdfast/infra/search/upkeep'
import { consumerStorm } from './testing/consumer-storm.ts'

const openKept = async (db: Database) => {
  const standIn = await startMeilisearchStandIn()
  return {
    upkeep: keptUpkeep(db, meilisearchIndex({ url: standIn.url })),
    documents: standIn.documents,
    [Symbol.asyncDispose]: standIn.stop,
  }
}

consumerStorm('jobs in the database', {
  openBus: (url, options) => openGraphileBus({ ...options, url, backOff: [5, 10], every: 100 }),
  cacheOf: memoryCache,
  searchOf: postgresSearchIndex,
  openKept,
})
