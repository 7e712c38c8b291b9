import type { Bucket, ClientId, IsoDate, UserId } from '@holdfast/domain'
import type { Delta, JoinProgress } from '../wire/pull.ts'
import type { MutationResult } from '../wire/push.ts'
import type { Epoch, Position } from '../wire/row.ts'
import type { Draft, OutboxEntry } from './outbox.ts'

/** The device's durable state beside rows, journal and outbox. */
export interface Meta {
  userId: UserId
  clientId: ClientId
  epoch: Epoch | null
  nextMutationId: number
  positions: Record<Bucket, Position>
  joins: Record<Bucket, JoinProgress>
  /** When the server last acknowledged a push or pull, by this device's clock. */
  lastAcknowledgedAt: IsoDate | null
  /** Journal entries up to this one are in pages. */
  foldedThrough: number
}

/** What a tab, a window or the sender asks the store to make durable. */
export type Change =
  | { type: 'draft'; draft: Draft }
  /** Results of a push. */
  | { type: 'settle'; results: MutationResult[]; at: IsoDate }
  /** A delta or frame; ignored when it does not continue the bucket's position. */
  | { type: 'delta'; epoch: Epoch; delta: Delta; at: IsoDate }
  | { type: 'forget'; buckets: Bucket[] }
  /** Another life of the database: base and positions go, the outbox stays. */
  | { type: 'new-epoch'; epoch: Epoch }
  /** The store was cloned or belongs elsewhere: unsettled entries are numbered anew. */
  | { type: 'new-client'; clientId: ClientId }
  /** The person gave a refused mutation up. */
  | { type: 'discard'; id: number }
  /** The person wants a refused mutation tried again: it goes to the end with a new id. */
  | { type: 'retry'; id: number }
  /** A pull found nothing new. */
  | { type: 'acknowledged'; at: IsoDate }

/** What happened to the device, in the one order that all its tabs follow. */
export type JournalEvent =
  | { type: 'mutation'; entry: OutboxEntry; draftId: string }
  | { type: 'settled'; results: MutationResult[]; dropped: number[] }
  | { type: 'delta'; delta: Delta; dropped: number[] }
  | { type: 'forgotten'; buckets: Bucket[]; dropped: number[] }
  | { type: 'new-epoch'; epoch: Epoch }
  | { type: 'renumbered'; ids: [from: number, to: number][] }
  | { type: 'discarded'; id: number }

export interface JournalEntry {
  seq: number
  event: JournalEvent
}
