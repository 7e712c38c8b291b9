import { rounded, spreadOf } from '../measure/statistics.ts'
import type { Row } from '../report/goals.ts'

/** What was measured in ms. */
export interface Found {
  id: string
  samples: readonly number[]
  value: number
  /** The most that `value` may be; without one it is only told. */
  goal?: number
}

/** As the table shows it: held against a fixed figure, whatever the machine. */
export const rowOf = ({ id, samples, value, goal }: Found): Row => ({
  ...{ id, value: rounded(value), unit: 'ms', noise: spreadOf(samples) },
  ...{ reference: null, against: goal === undefined ? null : 'a fixed figure', ratio: null },
  goal: goal ?? null,
  met: goal === undefined ? null : value <= goal,
})
