import type { Redis } from 'ioredis'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { openRedisLink, type RedisLinkOptions } from '../cache/redis-link.ts'
import { countBy } from './outcome.ts'
import type { Allowance, Counter } from './port.ts'

export interface RedisCounterOptions extends RedisLinkOptions {
  /** What every key begins with: installations that share a Redis have different ones. */
  prefix: string
}

/** Redis, which several processes share: what one has counted, the others know. */
export const redisCounter = ({ prefix, ...options }: RedisCounterOptions): Counter => {
  const link = openRedisLink(options)
  // A connection that broke is never mended, so the limiters are made anew with each.
  const limiters = new WeakMap<Redis, Map<string, RateLimiterRedis>>()

  const limiterOf = ({ name, most, window }: Allowance): RateLimiterRedis => {
    if (!link.connection) throw new Error('Redis is out of reach')
    const { redis } = link.connection
    const ofConnection = limiters.get(redis) ?? new Map<string, RateLimiterRedis>()
    limiters.set(redis, ofConnection)
    const limiter =
      ofConnection.get(name) ??
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `${prefix}:limit:${name}`,
        points: most,
        duration: window,
      })
    ofConnection.set(name, limiter)
    return limiter
  }
  return {
    async count(allowance, key, cost) {
      return countBy(limiterOf(allowance), key, cost)
    },
    async forget(allowance, key) {
      await limiterOf(allowance).delete(key)
    },
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  }
}
