import type { Clock } from './clock.ts'

const FIRST_MS = 500
const MOST_MS = 10_000

/** Grows with every failure, with jitter, so that a thousand devices do not come back as one. */
export class BackOff {
  private readonly clock: Clock
  private failures = 0

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** @returns how long to wait after one more failure, in milliseconds */
  next(): number {
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.failures++)
    return most / 2 + (most / 2) * this.clock.random()
  }

  reset(): void {
    this.failures = 0
  }
}
