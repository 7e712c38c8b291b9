import type { Clock } from './clock.ts'

/** A sleep that something may end early. What rings while nobody sleeps is not lost. */
export class Alarm {
  private readonly clock: Clock
  private isRung = false
  private ringNow: () => void = () => undefined

  constructor(clock: Clock) {
    this.clock = clock
  }

  ring(): void {
    this.isRung = true
    this.ringNow()
  }

  /** Forgets what rang: the one about to be served. */
  clear(): void {
    this.isRung = false
  }

  /** Until it rings, or for `ms` milliseconds; null: for as long as it takes. */
  async sleep(ms: number | null): Promise<void> {
    if (this.isRung) return
    await new Promise<void>((resolve) => {
      const cancel = ms === null ? () => undefined : this.clock.after(ms, resolve)
      this.ringNow = () => {
        cancel()
        resolve()
      }
    })
    this.ringNow = () => undefined
  }
}
