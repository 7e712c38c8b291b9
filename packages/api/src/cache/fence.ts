import { setTimeout as delay } from 'node:timers/promises'
import type { CacheFence, CacheFenceState } from '@holdfast/db'
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

interface Known extends CacheFenceState {
  asked: Moment
  /** When this process first heard of the era. */
  since: number
}

const spaceOf = ({ epoch, era }: CacheFenceState): string => `${epoch}.${era}`

/** Who asked first may be answered last, and with what came last. */
const isBehind = ({ era, epoch }: CacheFenceState, asked: Moment, known: Known): boolean =>
  era === known.era || epoch !== known.epoch ? asked.steady < known.asked.steady : era < known.era

/** How much longer than a lease is waited for others: their clocks may go slower. */
const MARGIN = 1.2

/** @param lease for how long what the record said may be gone by, in ms; the same in all processes */
export const openFence = (record: CacheFence, lease: number): Fence => {
  let newest: Permit | null = null
  /** The last era that the record was seen in. */
  let known: Known | null = null
  let asking: { asked: Moment; answer: Promise<Permit> } | null = null

  const isKnown = ({ space }: Permit): boolean => known !== null && spaceOf(known) === space
  const knownFor = (permit: Permit): number =>
    known && isKnown(permit) ? performance.now() - known.since : 0
  const ask = async (asked: Moment): Promise<Permit> => {
    const state = await record.read()
    const permit = { era: state.era, life: state.life, space: spaceOf(state), asked }
    if (known && isBehind(state, asked, known)) return permit
    const since = known && isKnown(permit) ? known.since : performance.now()
    known = { ...state, asked, since }
    newest = permit
    return permit
  }

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
        // A later era was begun by somebody who waited as long.
        if (left <= 0 || !isKnown(permit)) return
        await delay(Math.ceil(left))
      }
    },

    knownFor,
  }
}
