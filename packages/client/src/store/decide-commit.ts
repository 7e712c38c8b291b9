import { type Change, type Committed, type JournalEntry, planCommit } from '@holdfast/sync'
import type { Decision, DiskState, Now, Writes } from './disk.ts'

/** Waiting rows and waiting entries past which a start is noticeably slower. */
const FOLD_ROWS = 5000
const FOLD_ENTRIES = 500

type CommitWrites = Required<Pick<Writes, 'state' | 'outboxPuts' | 'outboxDeletes' | 'journalPuts'>>

/** What a commit writes, with its journal entries numbered on from the last. */
export const decideCommit = (
  { state, outbox }: Now,
  changes: readonly Change[],
): Required<Decision<Committed>> & { writes: CommitWrites } => {
  const plan = planCommit({ meta: state.meta, outbox }, changes)
  const { meta, stale, outboxPuts, outboxDeletes } = plan
  const entries = plan.events.map((event, i) => ({ seq: state.lastSeq + 1 + i, event }))
  const next: DiskState = {
    meta,
    lastSeq: state.lastSeq + entries.length,
    rowsWaiting: state.rowsWaiting + rowsIn(entries),
  }
  const foldDue = next.rowsWaiting >= FOLD_ROWS || next.lastSeq - meta.foldedThrough >= FOLD_ENTRIES
  return {
    writes: { state: next, outboxPuts, outboxDeletes, journalPuts: entries },
    result: { entries, meta, stale, foldDue },
  }
}

/** Rows that the deltas among the entries carry. */
export const rowsIn = (entries: readonly JournalEntry[]): number =>
  entries.reduce(
    (sum, { event }) => sum + (event.type === 'delta' ? event.delta.rows.length : 0),
    0,
  )
