import { type Limits, openLimits } from '@holdfast/api'
import type { Counter } from '@holdfast/infra'
import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCounter } from '@holdfast/infra/limits/memory'
import { redisCounter } from '@holdfast/infra/limits/redis'
import type { Config } from '../config/config.ts'
import type { ServerLog } from '../log/open-log.ts'

/** That Redis is away its cache says. */
const openShared = ({ redis }: Config): Counter => (redis ? redisCounter(redis) : memoryCounter())

/** Counted in Redis where there is one, else in the memory of this process. */
export const openRateLimits = (config: Config, log: ServerLog): Limits & AsyncDisposable => {
  const shared = openShared(config)
  const own = memoryCounter()
  const breaker = openBreaker()
  const limits = openLimits({ shared, own, breaker, factor: config.rateLimits, log })
  return {
    ...limits,
    async [Symbol.asyncDispose]() {
      await shared[Symbol.asyncDispose]()
      await own[Symbol.asyncDispose]()
    },
  }
}
