import { randomUUID } from 'node:crypto'
import { redisCache } from '@holdfast/infra/cache/redis'
import { sharedRedis } from '@holdfast/tooling/services'
import { openSearchInUse } from '../../../infra/src/search/testing/search-in-use.ts'
import { searchCacheContract } from './testing/search-cache-contract.ts'

const { url, version } = await sharedRedis()

searchCacheContract(`redis ${version}`, {
  openSearch: openSearchInUse,
  caches: async () => {
    const prefix = randomUUID()
    return () => redisCache({ url, prefix })
  },
})
