import type { Bucket } from '@holdfast/domain'
import type { SyncedRow } from '../wire/row.ts'
import type { Change, JournalEntry, Meta } from './journal.ts'
import type { OutboxEntry } from './outbox.ts'

/** Rows of one bucket out of the device's pages. A row that lies in several buckets is in several pages. */
export interface LoadedPage {
  bucket: Bucket
  rows: SyncedRow[]
}

export interface Loaded {
  meta: Meta
  outbox: OutboxEntry[]
  /** Every entry after `meta.foldedThrough`, in order. */
  journal: JournalEntry[]
  /**
   * Open work first, all of one moment, to be taken in after the journal. They leave out what it
   * changes, and have nothing of what it forgot. To be read once. A bucket with an unreadable page is
   * forgotten at the end: `since` tells of it, and the next pull joins it again.
   */
  pages: AsyncIterable<LoadedPage>
}

export interface Committed {
  entries: JournalEntry[]
  meta: Meta
  /** Buckets whose delta did not continue their position: pull them. */
  stale: Bucket[]
  /** So much waits in the journal that the next start would be slow: fold soon. */
  foldDue: boolean
}

/**
 * The durable side of a device, one for each person on it. Every adapter computes what to write with
 * `planCommit`, inside its own transaction, so that all of them behave the same.
 */
export interface Store extends AsyncDisposable {
  load(): Promise<Loaded>
  /** The only write path: one transaction, durable on return. Throws `StorageError`. */
  commit(changes: readonly Change[]): Promise<Committed>
  /** Entries after `seq`, or 'folded' when some of them are only in pages by now. */
  since(seq: number): Promise<JournalEntry[] | 'folded'>
  /** Meta and the outbox as they are now, for the sender. */
  outbox(): Promise<{ meta: Meta; entries: OutboxEntry[] }>
  /**
   * Journal into pages, in one transaction; nothing when another folded meanwhile. Only the leader
   * calls it. @returns entries folded
   */
  fold(): Promise<number>
  /** What could not be read of the outbox and is kept for the person, as text. */
  tornPieces(): Promise<string[]>
  /** Deletes everything. The outbox goes with it: ask first. */
  destroy(): Promise<void>
}

/** The device could not keep something. `quota`: its storage is full. `outdated`: a newer program has it. */
export class StorageError extends Error {
  readonly reason: 'quota' | 'closed' | 'outdated' | 'other'

  constructor(reason: StorageError['reason'], cause: unknown) {
    super(`storage failed: ${reason}`, { cause })
    this.name = 'StorageError'
    this.reason = reason
  }
}
