import { Bucket, ClientId } from '@holdfast/domain'
import { z } from 'zod'
import { Epoch, Position, Removal, SyncedRow } from './row.ts'

const ID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const PLACE = new RegExp(`^((project|task|open|closed|user|conflict):${ID}|member:${ID}:${ID})$`)

/**
 * A join that has not ended: the position that it began at, and where its last page ended, as the
 * server named it: the last row, tasks perhaps as `open:…` and `closed:…`.
 */
export const JoinProgress = z.strictObject({
  to: Position,
  after: z.string().refine((place) => PLACE.test(place), 'no place in a bucket'),
})
export type JoinProgress = z.infer<typeof JoinProgress>

export const PullRequest = z.strictObject({
  protocol: z.int(),
  epoch: Epoch.nullable(),
  clientId: ClientId,
  /** Buckets that the device holds. */
  positions: z.record(Bucket, Position),
  joins: z.record(Bucket, JoinProgress),
  /** Buckets whose snapshot the device is fetching: nothing of them is answered while they are granted. */
  downloading: z.array(Bucket),
  /** Buckets whose snapshot could not be had: their rows are to come with the answer. */
  inline: z.array(Bucket),
})
export type PullRequest = z.infer<typeof PullRequest>

/**
 * What came to a bucket. `from` null: a page of a join, which ends when `after` is null; only then
 * does the device hold the bucket, at `to`, where the join began.
 */
export const Delta = z.strictObject({
  bucket: Bucket,
  from: Position.nullable(),
  to: Position,
  rows: z.array(SyncedRow),
  removed: z.array(Removal),
  after: z.string().nullable(),
})
export type Delta = z.infer<typeof Delta>

/** Rows of a bucket that the server keeps ready, as the device stores them. */
export const SnapshotPage = z.strictObject({
  part: z.enum(['open', 'closed']),
  rows: z.int().positive(),
  /** Of the page as it is sent. */
  bytes: z.int().positive(),
  /** SHA-256 of the page as it is sent, in hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
export type SnapshotPage = z.infer<typeof SnapshotPage>

/** A bucket to be joined by fetching its pages, open work first; the device then holds it at `to`. */
export const SnapshotOffer = z.strictObject({
  bucket: Bucket,
  to: Position,
  pages: z.array(SnapshotPage).min(1),
})
export type SnapshotOffer = z.infer<typeof SnapshotOffer>

export const PullReply = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('done'),
    epoch: Epoch,
    /** Held but no longer granted. */
    forget: z.array(Bucket),
    deltas: z.array(Delta),
    snapshots: z.array(SnapshotOffer),
    /** There is more: pull again. */
    more: z.boolean(),
  }),
  /**
   * Positions belong to another life of the database: discard the base, keep the outbox. `expected`:
   * the id of the client's mutation that this life expects next.
   */
  z.strictObject({ status: z.literal('new-epoch'), epoch: Epoch, expected: z.int().positive() }),
  z.strictObject({ status: z.literal('upgrade-required'), protocol: z.int() }),
])
export type PullReply = z.infer<typeof PullReply>
