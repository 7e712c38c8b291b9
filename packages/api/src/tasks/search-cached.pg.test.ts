import type { Cache } from '@holdfast/infra'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { openSearchInUse } from '../../../infra/src/search/testing/search-in-use.ts'
import { searchCacheContract } from './testing/search-cache-contract.ts'

/** One memory, as if two processes could share it. */
searchCacheContract('memory', {
  openSearch: openSearchInUse,
  caches: async () => {
    const memory: Cache = memoryCache()
    return () => memory
  },
})
