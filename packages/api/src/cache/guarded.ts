import type { CacheFence } from '@holdfast/db'
import { type Breaker, BreakerOpen, type Cache } from '@holdfast/infra'
import pTimeout from 'p-timeout'
import type { Log } from '../log.ts'
import { openFence, type Permit } from './fence.ts'
import { growingHold } from './hold.ts'
import { type Moment, mostSince, thisMoment } from './moment.ts'

/** The cache behind the fence: nothing is asked of it that the record does not permit. */
export interface Guarded {
  /**
   * Asks the cache about the space of this era, within the budget.
   * @returns null where it may not be asked, or did not answer
   */
  ask<T>(work: (space: string) => Promise<T>): Promise<{ answer: T } | null>
  /** Takes keys, stamps and patterns out of every process's sight. @throws as `Cached.invalidate` */
  takeOut(what: readonly string[]): Promise<void>
  /** Lets what is under way come to its end. */
  leave(): Promise<void>
}

export interface GuardedOptions {
  /** Of the record that the values are made from. */
  fence: CacheFence
  cache: Cache
  breaker: Breaker
  log: Log
  /** How long the cache may keep a caller waiting, in ms. */
  budget: number
  /** For how long a process goes by what it knows of the fence, in ms; the same in all. */
  lease: number
  /** Longest that the cache stays away once it could be used again, in ms. */
  longestHold: number
}

/** How long a search by pattern may take, in ms. */
const PATTERN_WITHIN = 5000

export const openGuarded = (options: GuardedOptions): Guarded => {
  const { cache, log, budget, lease, breaker, longestHold } = options
  const fence = openFence(options.fence, lease)
  const hold = growingHold({ shortest: fence.outlived, longest: longestHold })
  /** How old what is known may grow, so that there is always something to go by, in ms. */
  const rhythm = lease / 2
  let tending: Promise<void> | null = null
  let tended: Moment | null = null
  let isLeaving = false

  const spaceOf = ({ life, space }: Permit): string | null =>
    life !== null && life === cache.life ? space : null

  /** Closes the fence around a memory that is gone, and opens it for ours when that may be. */
  const mend = async (): Promise<void> => {
    const permit = fence.current(rhythm) ?? (await fence.ask())
    hold.see(permit.life === null ? 'closed' : 'open')
    const life = cache.life
    if (life === null || permit.life === life) return
    await breaker.run(() => cache.probe(), budget)
    if (permit.life !== null) return fence.close(permit.era)
    if (permit.era > 0 && fence.knownFor(permit) < hold.length) return
    await fence.open(permit.era, life)
    const space = spaceOf(await fence.ask())
    if (space === null) return
    log.info({ space }, 'the cache is in use')
    await cache.keepOnly(space)
  }
  /** To be called as often as anything is asked or taken out: however often or seldom that is. */
  const tend = (): void => {
    if (isLeaving || tending || (tended && mostSince(tended) < rhythm)) return
    tended = thisMoment()
    tending = mend()
      .catch((err: unknown) => {
        if (!(err instanceof BreakerOpen)) log.debug({ err }, 'the cache could not be tended')
      })
      .finally(() => {
        tending = null
      })
  }
  const permitted = async (): Promise<string | null> => {
    const permit: Permit =
      fence.current() ?? (await pTimeout(fence.ask(), { milliseconds: budget }))
    const space = spaceOf(permit)
    tend()
    return space
  }
  const remove = async (permit: Permit, what: readonly string[]): Promise<boolean> => {
    const patterns = what.filter((one) => one.includes('*'))
    const keys = what.filter((one) => !one.includes('*'))
    const space = spaceOf(permit)
    if (space !== null && keys.length > 0)
      await breaker.run(() => cache.remove(space, keys), budget)
    for (const pattern of patterns)
      if (spaceOf(permit) !== null)
        await breaker.run(() => cache.removeMatching(permit.space, pattern), PATTERN_WITHIN)
    // Whatever went to another life than the permit's was of no use.
    return spaceOf(permit) !== null
  }
  const isRemoved = async (permit: Permit, what: readonly string[]): Promise<boolean> => {
    try {
      return await remove(permit, what)
    } catch (err) {
      log.warn({ err }, 'old values could not be taken out of the cache: it is closed')
      return false
    }
  }

  tend()
  return {
    async ask(work) {
      const began = performance.now()
      try {
        const space = await permitted()
        if (space === null) return null
        const left = budget - (performance.now() - began)
        // The record or this process took the time, which says nothing of the cache.
        if (left <= 0) return null
        return { answer: await breaker.run(() => work(space), left) }
      } catch (err) {
        if (!(err instanceof BreakerOpen)) log.debug({ err }, 'the cache was passed by')
        return null
      }
    },

    async takeOut(what) {
      if (what.length === 0) return
      let since = thisMoment()
      let permit = fence.current()
      for (;;) {
        // Open before the commit and open still; but what was closed then may be open by now.
        if (permit === null || permit.life === null) permit = await fence.ask(since)
        tend()
        if (permit.life === null) return fence.outlive(permit)
        if (await isRemoved(permit, what)) return
        await fence.close(permit.era)
        since = thisMoment()
        permit = null
      }
    },

    async leave() {
      isLeaving = true
      await tending
    },
  }
}
