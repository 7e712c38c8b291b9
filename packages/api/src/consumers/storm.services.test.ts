import type { Database } from '@holdfast/db'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { openRabbitBus } from '@holdfast/infra/events/rabbitmq'
import { meilisearchIndex } from '@holdfast/infra/search/meilisearch'
import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { startMeilisearchStandIn } from '@holdfast/infra/search/testing'
import { keptUpkeep } from '@holdfast/infra/search/upkeep'
import { sharedRabbit } from '@holdfast/tooling/services'
import { consumerStorm } from './testing/consumer-storm.ts'

const openKept = async (db: Database) => {
  const standIn = await startMeilisearchStandIn()
  return {
    upkeep: keptUpkeep(db, meilisearchIndex({ url: standIn.url })),
    documents: standIn.documents,
    [Symbol.asyncDispose]: standIn.stop,
  }
}

consumerStorm('RabbitMQ', {
  async openBus(_, options) {
    const { url } = await sharedRabbit()
    return openRabbitBus({ ...options, url, backOff: [5, 10] })
  },
  cacheOf: memoryCache,
  searchOf: postgresSearchIndex,
  openKept,
})
