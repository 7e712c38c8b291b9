import { RateLimiterMemory } from 'rate-limiter-flexible'
import { countBy } from './outcome.ts'
import type { Allowance, Counter } from './port.ts'

/** The memory of this process, which no other can reach. */
export const memoryCounter = (): Counter => {
  const limiters = new Map<string, RateLimiterMemory>()
  const limiterOf = ({ name, most, window }: Allowance): RateLimiterMemory => {
    const known = limiters.get(name)
    if (known) return known
    const limiter = new RateLimiterMemory({ keyPrefix: name, points: most, duration: window })
    limiters.set(name, limiter)
    return limiter
  }
  return {
    count: (allowance, key, cost) => countBy(limiterOf(allowance), key, cost),
    async forget(allowance, key) {
      await limiterOf(allowance).delete(key)
    },
    async [Symbol.asyncDispose]() {
      limiters.clear()
    },
  }
}
