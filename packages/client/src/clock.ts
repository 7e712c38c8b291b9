import { type IsoDate, isoDate } from '@holdfast/domain'

/** Time and chance, handed in so that a test or a simulation can drive them. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment. It goes on evenly when the clock is set. */
  elapsed(): number
  /** Runs once after `ms` milliseconds. @returns cancels it */
  after(ms: number, run: () => void): () => void
  /** At least 0, less than 1. */
  random(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

export const isoNow = (clock: Clock): IsoDate => isoDate(new Date(clock.now()))
