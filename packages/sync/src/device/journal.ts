import type { Bucket, ClientId, IsoDate, UserId } from '@holdfast/domain'
import type { Delta, JoinProgress, SnapshotOffer, SnapshotPage } from '../wire/pull.ts'
import type { MutationResult } from '../wire/push.ts'
import type { Epoch, Position, SyncedRow } from '../wire/row.ts'
import type { Draft, OutboxEntry } from './outbox.ts'

/** A bucket that is being joined by its snapshot. */
export interface Download {
  to: Position
  pages: SnapshotPage[]
  /** How many of them are stored; they come in order. */
  page: number
}

/** The device's durable state beside rows, journal and outbox. */
export interface Meta {
  userId: UserId
  clientId: ClientId
  epoch: Epoch | null
  nextMutationId: number
  /** The id that this life of the record expected of the client when the device learnt of it; absent: 1. */
  expectedMutationId?: number
  positions: Record<Bucket, Position>
  joins: Record<Bucket, JoinProgress>
  downloads: Record<Bucket, Download>
  /** When the server last acknowledged a push or pull, by this device's clock. */
  lastAcknowledgedAt: IsoDate | null
  /** Something on the disk could not be read, and the rest was saved: the person has yet to see it told. */
  torn?: TornNotice
  /** The last draft that was written of each tab, the latest tabs last. */
  drafted?: Record<string, number>
  /** Rows are of an earlier epoch, shown until the first of this one come. */
  isOutdated?: true
  /** Work that was numbered anew and is sent again: the person has yet to see it told. */
  reissued?: Reissue
  /** Journal entries up to this one are in pages. */
  foldedThrough: number
}

/** Of a store that nothing was written to yet. */
export const newMeta = (userId: UserId, clientId: ClientId): Meta => ({
  userId,
  clientId,
  epoch: null,
  nextMutationId: 1,
  positions: {},
  joins: {},
  downloads: {},
  lastAcknowledgedAt: null,
  foldedThrough: 0,
})

/** A store of which something could not be read. */
export interface TornNotice {
  /** By this device's clock. */
  at: IsoDate
  /** What could not be read is kept in so many pieces; 0: nothing at all was left. */
  pieces: number
}

/** What the record does not have of what is unsettled under a client id. */
export interface Lost {
  clientId: ClientId
  /** Something else has these ids, or nothing. */
  ids: number[]
  /** Nothing from this id on is there; null: nobody knows. */
  from: number | null
}

/** Work that is sent again under another client id. */
export interface Reissue {
  /** By this device's clock. */
  at: IsoDate
  /** Mutations. */
  count: number
}

/** What a tab, a window or the sender asks the store to make durable. */
export type Change =
  | { type: 'draft'; draft: Draft }
  /** Results of a push; ignored unless the device still has the client id and epoch it was sent with. */
  | { type: 'settle'; clientId: ClientId; epoch: Epoch; results: MutationResult[]; at: IsoDate }
  /**
   * A delta or frame; ignored when it does not continue the bucket's position. For a page of a join
   * `continues` is the key that the request went on from, null for the first page.
   */
  | { type: 'delta'; epoch: Epoch; delta: Delta; at: IsoDate; continues?: string | null }
  /** A snapshot is offered: its pages are going to be fetched. */
  | { type: 'download'; epoch: Epoch; offer: SnapshotOffer; at: IsoDate }
  | PageChange
  /** The snapshot could not be had: the bucket is joined by pulls instead. */
  | { type: 'abandon'; epoch: Epoch; bucket: Bucket; to: Position }
  | { type: 'forget'; buckets: Bucket[] }
  /**
   * Another life of the database: positions go, the outbox stays, and what this life lacks is sent
   * again from `expected` on, under `clientId` where the device cannot go on with its own.
   */
  | { type: 'new-epoch'; epoch: Epoch; expected: number; clientId: ClientId; at: IsoDate }
  /**
   * The store was cloned or belongs elsewhere: unsettled entries are numbered anew. Not where the
   * server `expected` an id from which on all are kept still: then those wait again. Only what is
   * `lost`, all of the device's own client id where that is absent, is numbered anew; of the rest the
   * record is asked by the number that it was sent under.
   */
  | {
      type: 'new-client'
      replaces: ClientId
      clientId: ClientId
      expected?: number
      lost?: Lost
      at: IsoDate
    }
  /** The person has seen that the store was torn. */
  | { type: 'torn-seen' }
  /** The person has seen that work was numbered anew. */
  | { type: 'reissue-seen' }
  /** No push with this mutation, even alone, is small enough for the server: it is refused here. */
  | { type: 'too-large'; clientId: ClientId; id: number }
  /** The person gave a mutation up. One without an answer becomes a `noop`: ids leave no hole. */
  | { type: 'discard'; id: number }
  /** The person wants a refused mutation tried again: it goes to the end with a new id. */
  | { type: 'retry'; id: number }
  /** A pull ended with nothing left behind: a bucket that is not held now is not granted. */
  | { type: 'acknowledged'; at: IsoDate }

/** A page of a snapshot, stored as it came; ignored when it is not the next of its download. */
export interface PageChange {
  type: 'page'
  epoch: Epoch
  bucket: Bucket
  to: Position
  index: number
  /** What it says, where somebody in this process wants to know. */
  rows: SyncedRow[] | null
  bytes: Uint8Array
  at: IsoDate
}

/** What happened to the device, in the one order that all its tabs follow. */
export type JournalEvent =
  | { type: 'mutation'; entry: OutboxEntry }
  /** `dropped`: entries whose effect is in the base now. */
  | { type: 'settled'; results: MutationResult[]; dropped: number[] }
  | { type: 'delta'; delta: Delta; dropped: number[] }
  /** A bucket is being joined by its snapshot, of so many rows. */
  | { type: 'download'; bucket: Bucket; rows: number }
  | PageEvent
  | { type: 'forgotten'; buckets: Bucket[]; dropped: number[] }
  /** Answers to ids from `from` on hold no longer, nor to those of earlier clients: they are sent again. */
  | { type: 'unsettled'; from: number; earlier?: true }
  /** The first rows of another life come: what was known goes. */
  | { type: 'new-epoch'; epoch: Epoch }
  /** All at once: a `to` may be another's `from`. */
  | { type: 'renumbered'; ids: [from: number, to: number][]; reissued: Reissue | null }
  | { type: 'torn-seen' }
  | { type: 'reissue-seen' }
  | { type: 'discarded'; id: number }

/** A page of a snapshot is stored. */
export interface PageEvent {
  type: 'page'
  bucket: Bucket
  part: SnapshotPage['part']
  index: number
  /** Rows in it. */
  size: number
  /** Null: the store has them, and `since` gives them. */
  rows: SyncedRow[] | null
  /** Rows of the pages that are still to come; 0: the bucket is held now. */
  left: number
  dropped: number[]
}

export interface JournalEntry {
  seq: number
  event: JournalEvent
}
