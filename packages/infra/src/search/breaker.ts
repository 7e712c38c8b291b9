export interface BreakerOptions {
  /** Failures in a row after which nothing is tried for a while. */
  failures: number
  /** How long that is, in ms. */
  rest: number
  /** Milliseconds of a clock that never goes back. */
  now?: () => number
}

/** Spares callers the wait for something that keeps failing; tries it again now and then. */
export interface Breaker {
  /** May it be tried? After a rest one caller at a time is told so. */
  mayTry(): boolean
  /** Would it be passed by now? */
  readonly isResting: boolean
  succeeded(): void
  failed(): void
}

export const circuitBreaker = ({
  failures,
  rest,
  now = () => performance.now(),
}: BreakerOptions): Breaker => {
  let inARow = 0
  let restsUntil = 0
  const isResting = () => inARow >= failures && now() < restsUntil
  return {
    get isResting() {
      return isResting()
    },
    mayTry() {
      if (isResting()) return false
      if (inARow < failures) return true
      restsUntil = now() + rest
      return true
    },
    succeeded() {
      inARow = 0
    },
    failed() {
      inARow += 1
      if (inARow >= failures) restsUntil = now() + rest
    },
  }
}
