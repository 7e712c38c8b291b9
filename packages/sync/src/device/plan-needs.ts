import type { Change } from './journal.ts'

/** Entries with these ids, and all that are settled. */
export type OutboxPart = 'all' | { ids: readonly number[] }

/** What of the outbox these changes are planned with; null: nothing, and `state.outbox` may be empty. */
export const neededOutbox = (changes: readonly Change[]): OutboxPart | null => {
  const others = changes.filter(({ type }) => type !== 'draft')
  if (others.length === 0) return null
  if (needsSent(changes)) return 'all'
  const ids = others.flatMap((change) => {
    if (change.type === 'settle') return change.results.map(({ id }) => id)
    return 'id' in change ? [change.id] : []
  })
  return { ids }
}

/** Can these changes be planned without reading what was sent? Then `state.sent` may be empty. */
export const needsSent = (changes: readonly Change[]): boolean =>
  changes.some(({ type }) => type === 'new-epoch' || type === 'new-client')
