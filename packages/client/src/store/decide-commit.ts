import {
  type Change,
  type Committed,
  type JournalEntry,
  type LedgerPlan,
  planCommit,
} from '@holdfast/sync'
import type { Decision, DiskState, Now, Writes } from './disk.ts'

/** Waiting rows and waiting entries past which a start is noticeably slower. */
const FOLD_ROWS = 5000
const FOLD_ENTRIES = 500

type CommitWrites = LedgerPlan & Required<Pick<Writes, 'state' | 'journalPuts'>>

/** What a commit writes, with its journal entries numbered on from the last. */
export const decideCommit = (
  { state, outbox, sent }: Now,
  changes: readonly Change[],
): Required<Decision<Committed>> & { writes: CommitWrites } => {
  const plan = planCommit({ meta: state.meta, outbox, sent }, changes)
  const { meta, stale, events, ...ledger } = plan
  const entries = events.map((event, i) => ({ seq: state.lastSeq + 1 + i, event }))
  const next: DiskState = {
    meta,
    lastSeq: state.lastSeq + entries.length,
    rowsWaiting: state.rowsWaiting + rowsIn(entries),
  }
  const foldDue = next.rowsWaiting >= FOLD_ROWS || next.lastSeq - meta.foldedThrough >= FOLD_ENTRIES
  return {
    writes: { ...ledger, state: next, journalPuts: entries },
    result: { entries, meta, stale, foldDue },
  }
}

/** Rows that the deltas among the entries carry. */
export const rowsIn = (entries: readonly JournalEntry[]): number =>
  entries.reduce(
    (sum, { event }) => sum + (event.type === 'delta' ? event.delta.rows.length : 0),
    0,
  )
