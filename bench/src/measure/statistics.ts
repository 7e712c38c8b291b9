/** How a figure spread over its repetitions. */
export interface Spread {
  n: number
  min: number
  p50: number
  p95: number
  max: number
}

/** Two decimals for what is small, one for what is large: no more than the noise leaves. */
export const rounded = (value: number): number => {
  const digits = Math.abs(value) < 10 ? 100 : Math.abs(value) < 1000 ? 10 : 1
  return Math.round(value * digits) / digits
}

/**
 * The value below which `share` of the samples lie, by the nearest rank.
 * @throws RangeError without samples
 */
export const quantile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('there are no samples')
  return value
}

/** @throws RangeError without samples */
export const spreadOf = (samples: readonly number[]): Spread => ({
  n: samples.length,
  min: rounded(quantile(samples, 0)),
  p50: rounded(quantile(samples, 0.5)),
  p95: rounded(quantile(samples, 0.95)),
  max: rounded(quantile(samples, 1)),
})
