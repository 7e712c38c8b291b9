import pTimeout, { TimeoutError } from 'p-timeout'
import { type Breaker, BreakerOpen } from './port.ts'

export interface BreakerOptions {
  /** After how many failures in a row it opens. Default 3. */
  failures?: number
  /** For how long it then stays open, in ms; twice as long each time that the probe fails too. */
  pause?: { first: number; last: number }
  /** Milliseconds of a clock that never goes back. */
  now?: () => number
}

/** What is late is called off; an error is only made then, for its trace costs more than most work. */
const within = <T>(work: (signal: AbortSignal) => Promise<T>, milliseconds: number): Promise<T> => {
  const late = new AbortController()
  return pTimeout(work(late.signal), {
    milliseconds,
    fallback: () => {
      late.abort()
      throw new TimeoutError(`no answer within ${milliseconds} ms`)
    },
  })
}

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
        const result = await within(work, budget)
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
