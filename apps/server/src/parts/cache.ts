import { type Cached, type Metrics, openCached } from '@holdfast/api'
import { cacheFence, type Database } from '@holdfast/db'
import type { Cache } from '@holdfast/infra'
import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCache } from '@holdfast/infra/cache/memory'
import { redisCache } from '@holdfast/infra/cache/redis'
import type { Config } from '../config/config.ts'
import type { ServerLog } from '../log/open-log.ts'

/** Longest that a memory which processes do not share stays away after another one wrote, in ms. */
const APART = 10 * 60_000
/** Longest that a Redis stays away once it answers again, in ms. */
const SHARED = 15_000

/** Says that Redis is away, and again only when it is away for another reason. */
const sayOnce = (log: ServerLog): ((error: Error) => void) => {
  let said = ''
  return ({ message }) => {
    if (message === said) return
    said = message
    log.warn(
      {},
      `Redis of REDIS_URL is not to be used now (${message}). The server goes on without a cache and tries again; mend the address where it is wrong.`,
    )
  }
}

const openAdapter = ({ redis }: Config, log: ServerLog): Cache =>
  redis ? redisCache({ ...redis, onTrouble: sayOnce(log) }) : memoryCache()

export interface CachePart {
  config: Config
  log: ServerLog
  db: Database
  metrics: Metrics
}

/** Redis where there is one, else the memory of this process. Neither holds a start up. */
export const openCache = ({ config, log, db, metrics }: CachePart): Cached & AsyncDisposable => {
  const cache = openAdapter(config, log)
  const longestHold = config.redis ? SHARED : APART
  const breaker = openBreaker()
  const cached = openCached({ fence: cacheFence(db), cache, breaker, metrics, log, longestHold })
  return {
    ...cached,
    async [Symbol.asyncDispose]() {
      await cached[Symbol.asyncDispose]()
      await cache[Symbol.asyncDispose]()
    },
  }
}
