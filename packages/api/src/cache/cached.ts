import type { z } from 'zod'
import type { CacheLevel } from '../metrics.ts'

/** One cached value: where it lies, how long, and what it was made from. */
export interface CacheEntry<T> {
  /** One of `cacheKeys`. */
  key: string
  /** l1 keeps for five minutes, l2 until expiry, l3 for an hour. */
  level: CacheLevel
  /** Of the value, which must survive JSON. What does not fit it counts as not there. */
  schema: z.ZodType<T>
  /** What the value is made from: it is out as soon as one of them is taken out. */
  stamps?: readonly string[]
  /** Stamps that have to be found out; what tells them must lie under `stamps`. */
  furtherStamps?: () => Promise<readonly string[]>
  /** In ms, for how long at most, where the level does not say. 0 or less keeps nothing. */
  ttl?: (value: T) => number
}

/**
 * What is kept of answers so that they need not be made again. Nobody who was told that a write is
 * done reads from here what was before it.
 */
export interface Cached {
  /**
   * The value as it is kept, or as `load` makes it. `load` must read the record, outside of any
   * transaction, at the moment it is called. Those who want one key at once share a load where each
   * of them came before it could have grown old.
   * @param signal takes this caller away; `load` is told when no caller is left
   * @throws whatever `load` throws; never because of the cache
   */
  read<T>(
    entry: CacheEntry<T>,
    load: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>
  /**
   * Takes out keys, stamps and patterns, in which `*` stands for anything. To be called after the
   * commit that changed what they were made from, and waited for before anybody is told of it.
   * @throws Error when it cannot be known that nobody reads the old values: then nothing may be said to be done
   */
  invalidate(what: readonly string[]): Promise<void>
}

/** Keeps nothing. */
export const nothingCached: Cached = {
  read: (_, load, signal) => load(signal ?? new AbortController().signal),
  invalidate: () => Promise.resolve(),
}
