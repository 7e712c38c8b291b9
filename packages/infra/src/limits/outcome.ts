import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'

/** As `Counter.count`, by one limiter of the library, which rejects to say that it is too much. */
export const countBy = async (
  limiter: RateLimiterAbstract,
  key: string,
  cost: number,
): Promise<number> => {
  if (cost < 0) {
    await limiter.reward(key, -cost)
    return 0
  }
  try {
    await limiter.consume(key, cost)
    return 0
  } catch (tooMuch) {
    if (!(tooMuch instanceof RateLimiterRes)) throw tooMuch
    return Math.max(1, tooMuch.msBeforeNext)
  }
}
