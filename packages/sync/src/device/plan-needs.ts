import type { Change } from './journal.ts'

/** Can these changes be planned without reading the outbox? Then `state.outbox` may be empty. */
export const needsOutbox = (changes: readonly Change[]): boolean =>
  changes.some((change) => change.type !== 'draft')

/** Can these changes be planned without reading what was sent? Then `state.sent` may be empty. */
export const needsSent = (changes: readonly Change[]): boolean =>
  changes.some(({ type }) => type === 'new-epoch' || type === 'new-client')
