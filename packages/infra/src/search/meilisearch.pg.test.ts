import { randomUUID } from 'node:crypto'
import type { Database } from '@holdfast/db'
import { Meilisearch } from 'meilisearch'
import { type OpenedSearch, searchIndexContract } from './contract.ts'
import { meilisearchIndex } from './meilisearch.ts'
import { startMeilisearchStandIn } from './testing/meilisearch-stand-in.ts'
import { keptUpkeep } from './upkeep.ts'

const openAt = async (db: Database, url: string, key?: string): Promise<OpenedSearch> => {
  const prefix = `test-${randomUUID()}`
  const index = meilisearchIndex({ url, key, prefix })
  const upkeep = keptUpkeep(db, index)
  const client = new Meilisearch({ host: url, ...(key === undefined ? {} : { apiKey: key }) })
  return {
    index,
    settle: async () => void (await upkeep.reconcile()),
    version: (await client.getVersion()).pkgVersion,
    [Symbol.asyncDispose]: async () =>
      void (await client.deleteIndex(`${prefix}-tasks-1`).waitTask()),
  }
}

searchIndexContract({
  name: 'meilisearch, the stand-in',
  engine: 'meilisearch',
  async open(db) {
    const standIn = await startMeilisearchStandIn()
    const opened = await openAt(db, standIn.url)
    return { ...opened, [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose]() }
  },
})

const { MEILI_URL, MEILI_KEY } = process.env
if (MEILI_URL)
  searchIndexContract({
    name: 'meilisearch',
    engine: 'meilisearch',
    open: (db) => openAt(db, MEILI_URL, MEILI_KEY),
  })
