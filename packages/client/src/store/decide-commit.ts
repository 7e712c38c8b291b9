import {
  type Change,
  type Committed,
  type Delta,
  type JournalEntry,
  type JournalEvent,
  type LedgerPlan,
  planCommit,
} from '@holdfast/sync'
import type { Decision, DiskState, Now, StoredEntry, StoredPage, Writes } from './disk.ts'
import { isOpenRow } from './is-open-row.ts'
import { rowsIn } from './journal-rows.ts'
import { pageKey, pagePrefix } from './page-key.ts'

/** Waiting rows and waiting entries past which a start is noticeably slower. */
const FOLD_ROWS = 5000
const FOLD_ENTRIES = 500

/** Pages made of the rows of joins, by the delta that brought them. */
export type PackedDeltas = ReadonlyMap<Delta, Uint8Array>

type CommitWrites = LedgerPlan &
  Required<Pick<Writes, 'state' | 'journalPuts' | 'pagePuts' | 'pageDeletes'>>

/** What a commit writes, with its journal entries numbered on from the last. */
export const decideCommit = (
  { state, outbox, sent }: Now,
  changes: readonly Change[],
  packed: PackedDeltas = new Map(),
): Required<Decision<Committed>> & { writes: CommitWrites } => {
  const plan = planCommit({ meta: state.meta, outbox, sent }, changes)
  const { meta, stale, events, pages, ...ledger } = plan
  const entries = events.map((event, i) => ({ seq: state.lastSeq + 1 + i, event }))
  const filing = new Filing(pages, packed)
  for (const entry of entries) filing.file(entry)
  const { journalPuts, pagePuts, pageDeletes } = filing
  const next: DiskState = {
    meta,
    lastSeq: state.lastSeq + entries.length,
    rowsWaiting: state.rowsWaiting + rowsIn(journalPuts),
    clearedAt: filing.clearedAt ?? state.clearedAt,
  }
  const isLong = next.rowsWaiting >= FOLD_ROWS || next.lastSeq - meta.foldedThrough >= FOLD_ENTRIES
  // The journal still has what was forgotten; whoever may see it no more keeps nothing of it.
  const foldDue = isLong || next.clearedAt > meta.foldedThrough
  return {
    writes: { ...ledger, state: next, journalPuts, pagePuts, pageDeletes },
    result: { entries, meta, stale, foldDue },
  }
}

/** Puts what is packed into pages, the rest into the journal; pages go with what is forgotten. */
class Filing {
  readonly journalPuts: StoredEntry[] = []
  readonly pageDeletes: string[] = []
  pagePuts: Required<StoredPage>[] = []
  clearedAt: number | undefined
  private readonly pages: ReadonlyMap<JournalEvent, Uint8Array>
  private readonly packed: PackedDeltas

  constructor(pages: ReadonlyMap<JournalEvent, Uint8Array>, packed: PackedDeltas) {
    this.pages = pages
    this.packed = packed
  }

  file(entry: JournalEntry): void {
    const { event } = entry
    if (event.type === 'forgotten') this.clear(entry, event.buckets.map(pagePrefix))
    else if (event.type === 'new-epoch') this.clear(entry, [''])
    else if (event.type === 'page') this.page(entry, event)
    else if (event.type === 'delta') this.delta(entry, event)
    else this.journalPuts.push(entry)
  }

  private clear(entry: JournalEntry, prefixes: string[]): void {
    this.journalPuts.push(entry)
    this.clearedAt = entry.seq
    this.pageDeletes.push(...prefixes)
    const isCleared = ({ key }: StoredPage) => prefixes.some((prefix) => key.startsWith(prefix))
    this.pagePuts = this.pagePuts.filter((page) => !isCleared(page))
  }

  private page({ seq }: JournalEntry, event: Extract<JournalEvent, { type: 'page' }>): void {
    const bytes = this.pages.get(event)
    if (!bytes) throw new Error('a page came without its bytes')
    const { bucket, part, index, size } = event
    const page = pageKey({ bucket, part, through: seq, place: index, size })
    this.pagePuts.push({ key: page, bytes })
    this.journalPuts.push({ seq, event: { ...event, rows: null }, page })
  }

  private delta(entry: JournalEntry, event: Extract<JournalEvent, { type: 'delta' }>): void {
    const { delta } = event
    const bytes = this.packed.get(delta)
    if (!bytes) {
      this.journalPuts.push(entry)
      return
    }
    const { seq } = entry
    const part = delta.rows.some(isOpenRow) ? 'open' : 'closed'
    const { bucket, rows } = delta
    const page = pageKey({ bucket, part, through: seq, place: 0, size: rows.length })
    this.pagePuts.push({ key: page, bytes })
    this.journalPuts.push({ seq, event: { ...event, delta: { ...delta, rows: [] } }, page })
  }
}
