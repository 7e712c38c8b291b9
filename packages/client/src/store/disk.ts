import type { ClientId, UserId } from '@holdfast/domain'
import {
  type JournalEntry,
  type LedgerPlan,
  type Meta,
  newMeta,
  type OutboxEntry,
  type OutboxPart,
  type SentEntry,
} from '@holdfast/sync'
import type { Part } from './page-key.ts'

/** The one record that says how far everything is. */
export interface DiskState {
  meta: Meta
  /** Of the newest journal entry ever written; numbers have no gaps. */
  lastSeq: number
  /** Rows that deltas of the journal carry. */
  rowsWaiting: number
  /** The newest journal entry that forgot something, and took its pages with it. */
  clearedAt: number
}

/** A journal entry as it is kept: the rows it tells of may lie in a page instead. */
export interface StoredEntry extends JournalEntry {
  /** Key of that page. */
  page?: string
}

/** What the store holds of a page. Without `bytes` it could not be read. */
export interface StoredPage {
  key: string
  bytes?: Uint8Array
}

/** A page on its way, so that the first is decoded while the last is still being read. */
export interface ArrivingPage {
  key: string
  bytes: Promise<Uint8Array | undefined>
}

/** All of it at one moment. */
export interface Snapshot {
  state: DiskState
  outbox: OutboxEntry[]
  /** Undefined when it could not be read. */
  journal: StoredEntry[] | undefined
  pages: Record<Part, ArrivingPage[]>
}

/** What is left of a torn store. */
export interface Wreck {
  state: DiskState | undefined
  outbox: OutboxEntry[]
  sent: SentEntry[]
  /** What cannot be understood, as text as far as there is any. */
  pieces: string[]
}

/** What one transaction writes: deletions first. */
export interface Writes extends Partial<LedgerPlan> {
  state: DiskState
  journalPuts?: readonly StoredEntry[]
  /** The last journal entry to delete. */
  journalDeletesThrough?: number
  /** Beginnings of the keys to delete; '' deletes all. */
  pageDeletes?: readonly string[]
  pagePuts?: readonly Required<StoredPage>[]
}

export interface UpdateOptions {
  /** What of the outbox to read for `decide`; null: nothing. */
  outbox: OutboxPart | null
  /** Read what was sent for `decide`, which otherwise gets none. */
  sent: boolean
  /** Must survive a power cut; what the server can send again need not. */
  strict: boolean
}

/**
 * Where a `PagedStore` keeps its things: a database with transactions and five tables.
 * Every failure is a `StorageError`, except what `decide` throws and `Torn`.
 */
export interface Disk {
  snapshot(): Promise<Snapshot>
  head(): Promise<{ state: DiskState; outbox: OutboxEntry[] }>
  /** Entries after `seq`. Undefined when they could not be read. */
  journal(seq: number): Promise<{ state: DiskState; entries: StoredEntry[] | undefined }>
  pageKeys(): Promise<string[]>
  pages(keys: readonly string[]): Promise<StoredPage[]>
  /**
   * One transaction: reads, asks, writes. `decide` is synchronous, and may be called twice.
   * Nothing is written when it gives no writes or throws.
   */
  update<T>(options: UpdateOptions, decide: (now: Now) => Decision<T>): Promise<T>
  /**
   * One transaction: replaces all there is by what `decide` makes of it, and keeps the pieces. Does
   * nothing when nothing is torn: another tab has mended it.
   */
  mend(decide: (wreck: Wreck) => Writes): Promise<void>
  tornPieces(): Promise<string[]>
  destroy(): Promise<void>
  close(): Promise<void>
}

export interface Now {
  state: DiskState
  outbox: readonly OutboxEntry[]
  sent: readonly SentEntry[]
}

export interface Decision<T> {
  writes?: Writes
  result: T
}

/** Of a store that nothing was written to yet. */
export const newDiskState = (userId: UserId, clientId: ClientId): DiskState => ({
  meta: newMeta(userId, clientId),
  lastSeq: 0,
  rowsWaiting: 0,
  clearedAt: 0,
})
