import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { type Cache, PLACE_KEPT_FOR } from './port.ts'
import { openRedisLink, type RedisLinkOptions } from './redis-link.ts'

export interface RedisCacheOptions extends RedisLinkOptions {
  /** What every key begins with: installations that share a Redis have different ones. */
  prefix: string
}

/** How many keys one step of a search through Redis looks at. */
const STEP = 1000

/** What stands for itself in a pattern of Redis, but for `*`. */
const literally = (text: string): string => text.replaceAll(/[?[\]\\]/g, '\\$&')

/**
 * Redis, which several processes share. One Redis that takes writes: not a cluster, since a script
 * finds further keys in what it reads, and no proxy that hides that Redis was started anew.
 */
export const redisCache = ({ prefix, ...options }: RedisCacheOptions): Cache => {
  const link = openRedisLink(options)
  const all = `${literally(prefix).replaceAll('*', '\\*')}:`

  const connected = (): Redis => {
    if (!link.connection) throw new Error('Redis is out of reach')
    return link.connection.redis
  }
  const prefixOf = (space: string): string => `${prefix}:${space}:`
  const unlinkMatching = async (
    match: string,
    isMeant: (key: string) => boolean = () => true,
  ): Promise<number> => {
    const redis = connected()
    let count = 0
    for await (const keys of redis.scanStream({ match, count: STEP })) {
      const meant = (keys as string[]).filter(isMeant)
      if (meant.length > 0) count += await redis.unlink(...meant)
    }
    return count
  }

  return {
    get life() {
      return link.connection?.life ?? null
    },

    async probe() {
      await connected().ping()
    },

    async get(space, key) {
      return connected().cacheGet(prefixOf(space) + key, prefixOf(space))
    },

    async begin(space, key, stamps, keepFor) {
      const keys = [key, ...stamps].map((name) => prefixOf(space) + name)
      const times = [PLACE_KEPT_FOR, Math.ceil(keepFor)]
      const [place = '', ...marks] = await connected().cacheBegin(
        keys.length,
        ...keys,
        randomUUID(),
        ...times,
      )
      return { place, stamps: new Map(stamps.map((stamp, i) => [stamp, marks[i] ?? ''])) }
    },

    async fill(space, key, { place, stamps }, value, keepFor) {
      const under = [...stamps].flat().join(' ')
      const prefixed = prefixOf(space)
      const filled = await connected().cacheFill(
        prefixed + key,
        prefixed,
        place,
        under,
        value,
        Math.ceil(keepFor),
      )
      return filled === 1
    },

    async remove(space, keys) {
      if (keys.length > 0) await connected().unlink(...keys.map((key) => prefixOf(space) + key))
    },

    removeMatching: async (space, pattern) =>
      unlinkMatching(`${all}${literally(space)}:${literally(pattern)}`),

    async keepOnly(space) {
      await unlinkMatching(`${all}*`, (key) => !key.startsWith(prefixOf(space)))
    },

    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  }
}
