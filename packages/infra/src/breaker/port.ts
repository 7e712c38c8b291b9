/** What is away is not even asked. */
export class BreakerOpen extends Error {
  constructor() {
    super('it was away and is passed by for a while')
    this.name = 'BreakerOpen'
  }
}

/** Spares those who ask the wait for what is away: after failures in a row one at a time may try. */
export interface Breaker {
  /** Would work be turned away now? */
  readonly isOpen: boolean
  /**
   * Does work that must be done within `budget` ms, more than 0. Late counts as failed: its signal is
   * aborted then, and what comes of it is of no interest.
   * @throws BreakerOpen without having begun
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, budget: number): Promise<T>
}
