import type { Cache, Ticket } from '@holdfast/infra'
import type { CacheLevel } from '../metrics.ts'
import type { CacheEntry } from './cached.ts'
import type { Sound } from './flights.ts'
import type { Guarded } from './guarded.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** By level, in ms. No session lives longer than what is kept until expiry. */
const KEPT: Record<CacheLevel, number> = { l1: 5 * MINUTE, l2: 31 * 24 * HOUR, l3: HOUR }

/** Stamps found out later are held to as well, but for those that the ticket names already. */
const together = (first: Ticket, further: Ticket): Ticket | null =>
  first.place === further.place
    ? { place: first.place, stamps: new Map([...further.stamps, ...first.stamps]) }
    : null

/**
 * Begins to fill an entry, where the cache can be used: gets the ticket before the value is read, and
 * keeps the value after it, unless something of the ticket was taken out meanwhile.
 */
export const filling =
  <T>(cache: Cache, guarded: Guarded, entry: CacheEntry<T>) =>
  async (): Promise<Sound<T> | null> => {
    const { key, level, stamps = [], furtherStamps, ttl } = entry
    const longest = KEPT[level]
    const begin = async (under: readonly string[]) =>
      guarded.ask(async (space) => ({
        space,
        ticket: await cache.begin(space, key, under, longest),
      }))

    const first = await begin(stamps)
    if (!first) return null
    const { space, ticket } = first.answer
    const more = await furtherStamps?.()
    const further = more && (await begin(more))
    if (more && further?.answer.space !== space) return null
    const whole = further ? together(ticket, further.answer.ticket) : ticket
    if (!whole) return null

    return async (value) => {
      const keepFor = Math.min(longest, ttl?.(value) ?? longest)
      if (keepFor <= 0) return false
      const text = JSON.stringify(value)
      const filled = await guarded.ask(async (now) =>
        now === space ? cache.fill(space, key, whole, text, keepFor) : false,
      )
      return filled?.answer ?? false
    }
  }
