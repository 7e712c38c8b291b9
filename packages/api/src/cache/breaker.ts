export interface BreakerOptions {
  /** After how many failures in a row it opens. Default 3. */
  failures?: number
  /** For how long it then stays open, in ms; twice as long each time that the probe fails too. */
  pause?: { first: number; last: number }
  now?: () => number
}

/** The cache is not even asked. */
export class BreakerOpen extends Error {
  constructor() {
    super('the cache is passed by for a while')
    this.name = 'BreakerOpen'
  }
}

export interface Breaker {
  /** Would work be turned away now? */
  readonly isOpen: boolean
  /**
   * Does work that must be done within `budget` ms. Late counts as failed; what comes of it then is
   * of no interest.
   * @throws BreakerOpen without having begun
   */
  run<T>(work: () => Promise<T>, budget: number): Promise<T>
}

/** Resolves or rejects as `work`. @throws Error when that takes longer than `budget` ms */
export const within = async <T>(work: Promise<T>, budget: number): Promise<T> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${budget} ms`)), budget)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Spares those who ask the wait for what is away: after failures in a row one at a time may try. */
export const openBreaker = ({
  failures = 3,
  pause = { first: 500, last: 5000 },
  now = () => performance.now(),
}: BreakerOptions = {}): Breaker => {
  let failed = 0
  let until = 0
  let wait = pause.first
  let isProbing = false

  const isClosed = () => failed < failures
  const fail = () => {
    failed++
    if (isClosed()) return
    until = now() + wait
    wait = Math.min(wait * 2, pause.last)
  }
  const succeed = () => {
    failed = 0
    wait = pause.first
  }
  const isOpen = () => !isClosed() && (isProbing || now() < until)
  return {
    get isOpen() {
      return isOpen()
    },
    async run(work, budget) {
      if (isOpen()) throw new BreakerOpen()
      const probes = !isClosed()
      if (probes) isProbing = true
      try {
        const result = await within(work(), budget)
        succeed()
        return result
      } catch (error) {
        fail()
        throw error
      } finally {
        if (probes) isProbing = false
      }
    },
  }
}
