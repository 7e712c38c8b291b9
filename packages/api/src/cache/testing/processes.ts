import type { CacheFence } from '@holdfast/db'
import type { Cache } from '@holdfast/infra'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import { type CacheAnswer, noMetrics } from '../../metrics.ts'
import type { Cached, CacheEntry } from '../cached.ts'
import { type CachedOptions, openCached } from '../open-cached.ts'

const nothing = () => undefined

/** One thing that changes: its value is how often it was written. */
export const counter: CacheEntry<number> = {
  key: 'user:profile:counter',
  level: 'l1',
  schema: z.number(),
  stamps: ['stamp:counter'],
}

/** A server process as far as it reads and writes one counter of the record. */
export interface CounterProcess extends AsyncDisposable {
  cached: Cached
  cache: Cache
  answers: CacheAnswer[]
  /** @returns the value as this process shows it @throws where it is older than an acknowledged one */
  read(load?: () => Promise<number>): Promise<number>
  /** Commits, takes out the old value and acknowledges. @returns the value written */
  write(): Promise<number>
  /** Until what it reads comes from the cache. */
  untilCached(): Promise<void>
}

/** What all processes share: the committed value, and the newest one that anybody was told of. */
export class CountedRecord {
  value = 0
  acknowledged = 0

  process(
    cache: Cache,
    fence: CacheFence,
    options: Pick<CachedOptions, 'breaker'> & Partial<CachedOptions>,
  ): CounterProcess {
    const answers: CacheAnswer[] = []
    const metrics = {
      ...noMetrics,
      cacheAsked: (_: string, answer: CacheAnswer) => answers.push(answer),
    }
    const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
    const cached = openCached({ cache, fence, metrics, log, longestHold: 1000, ...options })
    const read = async (load = async () => this.value): Promise<number> => {
      const told = this.acknowledged
      const seen = await cached.read(counter, load)
      expect(seen).toBeGreaterThanOrEqual(told)
      return seen
    }
    return {
      cached,
      cache,
      answers,
      read,
      write: async () => {
        const mine = ++this.value
        await cached.invalidate(counter.stamps ?? [])
        this.acknowledged = Math.max(this.acknowledged, mine)
        return mine
      },
      untilCached: () =>
        vi.waitFor(
          async () => {
            await read()
            await read()
            expect(answers.at(-1)).toBe('hit')
          },
          { timeout: 20_000, interval: 5 },
        ),
      async [Symbol.asyncDispose]() {
        await cached[Symbol.asyncDispose]()
        await cache[Symbol.asyncDispose]()
      },
    }
  }
}

/** The fence of a record that is nothing but this. */
export const fenceInMemory = (): CacheFence => {
  let state: { era: number; life: string | null } = { era: 0, life: null }
  return {
    read: async () => ({ ...state, epoch: 'test' }),
    async close(era) {
      if (state.era === era && state.life !== null) state = { era: era + 1, life: null }
    },
    async open(era, life) {
      if (state.era === era && state.life === null) state = { era: era + 1, life }
    },
  }
}
