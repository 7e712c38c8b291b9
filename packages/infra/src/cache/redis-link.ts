import { setTimeout as delay } from 'node:timers/promises'
import { Redis, type Result } from 'ioredis'
import { BEGIN, FILL, GET } from './redis-scripts.ts'

/** A connection that has been made, to one life of one Redis. */
export interface Connection {
  redis: Redis
  life: string
}

export interface RedisLink extends AsyncDisposable {
  /** null while there is none. */
  readonly connection: Connection | null
}

export interface RedisLinkOptions {
  /** `redis://` or `rediss://`, with the database's number where it is not 0. */
  url: string
  /** No connection could be made, or it was lost; another is being made. */
  onTrouble?: (error: Error) => void
}

/** In ms. */
const CONNECT_WITHIN = 2000
const RETRY = { first: 50, last: 1000 }

declare module 'ioredis' {
  interface RedisCommander<Context> {
    cacheGet(key: string, prefix: string): Result<string | null, Context>
    cacheBegin(keys: number, ...keysAndArguments: (string | number)[]): Result<string[], Context>
    cacheFill(
      key: string,
      prefix: string,
      place: string,
      stamps: string,
      value: string,
      keepFor: number,
    ): Result<number, Context>
  }
}

const scripts = {
  cacheGet: { lua: GET, numberOfKeys: 1, readOnly: true },
  cacheBegin: { lua: BEGIN },
  cacheFill: { lua: FILL, numberOfKeys: 1 },
}

/**
 * A connection that broke is never mended, but made anew: nothing that was sent on one may be done
 * on another, which may lead to another life.
 */
const connect = async (url: string): Promise<Connection> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: CONNECT_WITHIN,
    scripts,
  })
  let why: Error | undefined
  redis.on('error', (error) => {
    why = error
  })
  try {
    await redis.connect()
    const life = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1]
    if (!life) throw new Error('Redis does not tell its run_id')
    return { redis, life }
  } catch (error) {
    redis.disconnect()
    throw why ?? error
  }
}

/** Keeps one connection, as long as there can be one. */
export const openRedisLink = ({ url, onTrouble }: RedisLinkOptions): RedisLink => {
  const closing = new AbortController()
  let connection: Connection | null = null

  const ended = (redis: Redis): Promise<void> =>
    new Promise((resolve) => {
      if (redis.status === 'end') resolve()
      else redis.once('end', resolve)
    })
  const keep = async (): Promise<void> => {
    let pause = RETRY.first
    while (!closing.signal.aborted) {
      try {
        const made = await connect(url)
        connection = made
        pause = RETRY.first
        if (closing.signal.aborted) made.redis.disconnect()
        await ended(made.redis)
        connection = null
        if (!closing.signal.aborted) onTrouble?.(new Error('the connection to Redis was lost'))
      } catch (error) {
        if (!closing.signal.aborted) onTrouble?.(error as Error)
      }
      await delay(pause, undefined, { signal: closing.signal }).catch(() => undefined)
      pause = Math.min(2 * pause, RETRY.last)
    }
  }
  const kept = keep()
  return {
    get connection() {
      return connection?.redis.status === 'ready' ? connection : null
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      connection?.redis.disconnect()
      await kept
    },
  }
}
