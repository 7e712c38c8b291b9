import type { Clock } from '../clock.ts'

/** Lets everything run that only waits for a promise. */
export const flush = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** A condition that has not come about by then will not, however busy the machine. In ms. */
const PATIENCE = 15_000

/** Waits for a condition, not for time. @throws Error when it does not come about */
export const until = async (condition: () => boolean, what = String(condition)): Promise<void> => {
  for (const began = performance.now(); performance.now() - began < PATIENCE; ) {
    if (condition()) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error(`this did not come about: ${what}`)
}

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  private time: number
  /** By how much the clock was set. */
  private skew = 0
  private readonly timers = new Set<{ at: number; run: () => void }>()

  constructor(start = Date.parse('2026-11-22T08:00:00.000Z')) {
    this.time = start
  }

  now(): number {
    return this.time + this.skew
  }

  elapsed(): number {
    return this.time
  }

  /** Somebody sets the clock, forward or back. In ms. */
  set(by: number): void {
    this.skew += by
  }

  random(): number {
    return 0.5
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run }
    this.timers.add(timer)
    return () => {
      this.timers.delete(timer)
    }
  }

  /** Lets time pass, running what is due in order and what follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms
    await flush()
    for (;;) {
      const due = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.timers.delete(due)
      this.time = Math.max(this.time, due.at)
      due.run()
      await flush()
    }
    this.time = end
  }
}
