import type { Row, RowKey } from '@holdfast/domain'

/** A row of the view before and after; absent where there is none. */
export interface RowChange {
  key: RowKey
  before: Row | undefined
  after: Row | undefined
  /** Somebody else did it, just now. */
  remote: boolean
}

/** The same changes as if they were one step: each key once, from its first before to its last after. */
export const inOneStep = (changes: readonly RowChange[]): RowChange[] => {
  const byKey = new Map<RowKey, RowChange>()
  for (const change of changes) {
    const first = byKey.get(change.key)
    byKey.set(
      change.key,
      first ? { ...change, before: first.before, remote: first.remote || change.remote } : change,
    )
  }
  return [...byKey.values()].filter(({ before, after }) => before !== after)
}
