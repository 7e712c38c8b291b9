import { setTimeout as delay } from 'node:timers/promises'
import type { CacheFence } from '@holdfast/db'
import { type Moment, mostSince, thisMoment } from './moment.ts'

/** What the record said of the cache, to be gone by for the length of a lease. */
export interface Permit {
  era: number
  /** The memory that may be used; null: none. */
  life: string | null
  /** Where the values of the era lie. */
  space: string
  /** When the record was asked: before it answered. */
  asked: Moment
}

/** The fence as one process sees it: which of the memories, if any, all processes may use. */
export interface Fence {
  /**
   * What may be gone by at this moment. null: the record has to be asked.
   * @param age most that is wanted, in ms; a lease where nothing is said
   */
  current(age?: number): Permit | null
  /** What the record says at `since` or later. */
  ask(since?: Moment): Promise<Permit>
  close(era: number): Promise<void>
  open(era: number, life: string): Promise<void>
  /** Resolves when no process goes by what the record said before this era. */
  outlive(permit: Permit): Promise<void>
  /** After how long nobody goes by what the record said before, in ms. */
  readonly outlived: number
  /** For how long this process has known of the era, in ms. */
  knownFor(permit: Permit): number
}

/** How much longer than a lease is waited for others: their clocks may go slower. */
const MARGIN = 1.2

/** @param lease for how long what the record said may be gone by, in ms; the same in all processes */
export const openFence = (record: CacheFence, lease: number): Fence => {
  let newest: Permit | null = null
  /** The era that the record was in when it was asked last. */
  let known: { space: string; asked: Moment; since: number } | null = null
  let asking: { asked: Moment; answer: Promise<Permit> } | null = null

  const ask = async (asked: Moment): Promise<Permit> => {
    const { era, life, epoch } = await record.read()
    const permit = { era, life, space: `${epoch}.${era}`, asked }
    if (known && known.asked.steady > asked.steady) return permit
    const isSame = known?.space === permit.space
    known = { space: permit.space, asked, since: (isSame && known?.since) || performance.now() }
    newest = permit
    return permit
  }
  const knownFor = ({ space }: Permit): number =>
    known?.space === space ? performance.now() - known.since : 0

  return {
    current: (age = lease) => (newest && mostSince(newest.asked) < age ? newest : null),

    async ask(since = thisMoment()) {
      if (asking && asking.asked.steady >= since.steady) return asking.answer
      const asked = thisMoment()
      const mine = { asked, answer: ask(asked) }
      asking = mine
      return mine.answer.finally(() => {
        if (asking === mine) asking = null
      })
    },

    async close(era) {
      await record.close(era)
      newest = null
    },

    async open(era, life) {
      await record.open(era, life)
      newest = null
    },

    outlived: lease * MARGIN,

    async outlive(permit) {
      // Before the first era nobody was ever permitted anything.
      while (permit.era > 0) {
        const left = lease * MARGIN - knownFor(permit)
        if (left <= 0 || known?.space !== permit.space) return
        await delay(Math.ceil(left))
      }
    },

    knownFor,
  }
}
