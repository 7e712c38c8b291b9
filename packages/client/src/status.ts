import type { Conflict, ConflictId, ConflictKind, IsoDate, RowKey } from '@holdfast/domain'
import type { Reissue, StorageError, TornNotice } from '@holdfast/sync'

export type Link = 'connecting' | 'online' | 'offline' | 'signed-out' | 'upgrade-required'

/** How the one that sends stands with the server; every tab shows the same. */
export interface LinkStatus {
  link: Link
  offlineSince: IsoDate | null
  nextTryAt: IsoDate | null
  lastAcknowledgedAt: IsoDate | null
}

export interface StorageProblem {
  reason: StorageError['reason']
  message: string
}

/** "Sent" is true only when `saving` and `pending` are 0 and `link` is 'online'. */
export interface SyncStatus extends LinkStatus {
  /** Drawn but not durable on this device yet. */
  saving: number
  /** Durable, but not acknowledged by the server. */
  pending: number
  oldestPendingAt: IsoDate | null
  /**
   * Rows in memory, rows that the server has promised beside them, and whether all are here: pages
   * of the device and the first pull.
   */
  loading: { rows: number; toCome: number; done: boolean }
  storageError: StorageProblem | null
  /** A newer program has the store: nothing can be changed here until the tab is loaded anew. */
  outdated: boolean
  issues: number
  /** Something on the disk could not be read, and the rest was saved; null once the person has seen it told. */
  torn: TornNotice | null
  /** Work that had to be numbered anew and is sent again; null once the person has seen it told. */
  reissued: Reissue | null
}

/** Something that a person did, in words that a screen can show. */
export interface Deed {
  name: string
  args: unknown
  at: IsoDate
  /** What it is about, and what that is called; null and '' where nothing has a name. */
  about: RowKey | null
  title: string
}

/** Done here, not acknowledged yet. */
export interface WaitingMutation extends Deed {
  draftId: string
  /** Null while it is not durable. */
  id: number | null
  /** The view cannot show it, its row is gone; the server will decide. */
  stuck: boolean
}

/** Refused by a rule, or failed by a fault of the server. Kept until retried or discarded. */
export interface Refusal extends Deed {
  kind: 'rejected' | 'failed'
  id: number
  reason:
    | { status: 'rejected'; code: string; message: string }
    | { status: 'failed'; supportId: string }
}

/** Two values met, and both are kept here. Listed until it is dismissed. */
export interface ConflictIssue extends Pick<Deed, 'at' | 'about' | 'title'> {
  kind: ConflictKind
  id: ConflictId
  conflict: Conflict
}

/** What a person must decide. Conflicts come last, the newest of them first. */
export type Issue = Refusal | ConflictIssue
