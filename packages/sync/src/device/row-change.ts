import type { Row, RowKey } from '@holdfast/domain'

/** A row of the view before and after; absent where there is none. */
export interface RowChange {
  key: RowKey
  before: Row | undefined
  after: Row | undefined
  /** Somebody else did it, just now. */
  remote: boolean
}

/**
 * The changes of several steps as if they were one: each key once, from its first before to its last
 * after.
 * @param steps each of them names a key once
 */
export const inOneStep = (steps: readonly (readonly RowChange[])[]): readonly RowChange[] => {
  const [only = [], ...others] = steps.filter((step) => step.length > 0)
  if (others.length === 0) return only
  const byKey = new Map<RowKey, RowChange>()
  for (const change of steps.flat()) {
    const first = byKey.get(change.key)
    byKey.set(
      change.key,
      first ? { ...change, before: first.before, remote: first.remote || change.remote } : change,
    )
  }
  return [...byKey.values()].filter(({ before, after }) => before !== after)
}
