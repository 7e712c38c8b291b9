import type { Metrics } from '../metrics.ts'
import type { Cached, CacheEntry } from './cached.ts'
import { filling } from './filling.ts'
import { openFlights } from './flights.ts'
import { type GuardedOptions, openGuarded } from './guarded.ts'

export interface CachedOptions extends Omit<GuardedOptions, 'budget' | 'lease'> {
  metrics: Metrics
  /** Default 50. */
  budget?: number
  /** Default 300. */
  lease?: number
}

const readAs = <T>(schema: CacheEntry<T>['schema'], text: string): { value: T } | null => {
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? { value: parsed.data } : null
  } catch {
    return null
  }
}

/**
 * A cache that server processes share, over the adapter that was chosen. Why nobody reads from it
 * what was before a write that is done: docs/decisions, "An old value is never read after its end".
 */
export const openCached = ({
  budget = 50,
  lease = 300,
  ...options
}: CachedOptions): Cached & AsyncDisposable => {
  const { cache, breaker, metrics } = options
  const guarded = openGuarded({ ...options, lease, budget })
  const flights = openFlights()
  metrics.watch('holdfast_cache_breaker_open', () => (breaker.isOpen ? 1 : 0))

  const look = async <T>({ key, level, schema }: CacheEntry<T>): Promise<{ value: T } | null> => {
    const asked = await guarded.ask((space) => cache.get(space, key))
    const found = asked && asked.answer !== null ? readAs(schema, asked.answer) : null
    if (!asked) metrics.cacheAsked(level, 'bypass')
    else metrics.cacheAsked(level, found ? 'hit' : 'miss')
    return found
  }
  return {
    async read(entry, load, signal) {
      signal?.throwIfAborted()
      const found = await look(entry)
      if (found) return found.value
      return flights.join(entry.key, { begin: filling(cache, guarded, entry), load }, signal)
    },
    invalidate: (what) => guarded.takeOut(what),
    [Symbol.asyncDispose]: () => guarded.leave(),
  }
}
