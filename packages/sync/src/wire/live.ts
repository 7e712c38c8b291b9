import { Bucket } from '@holdfast/domain'
import { z } from 'zod'
import { Epoch, Position, Removal, SyncedRow } from './row.ts'

/** A commit as sent live. Serialised once and sent to every reader of the bucket. */
export const Frame = z.strictObject({
  type: z.literal('frame'),
  epoch: Epoch,
  bucket: Bucket,
  from: Position,
  to: Position,
  rows: z.array(SyncedRow),
  removed: z.array(Removal),
  /** The reader's set of buckets changed: pull. */
  grants: z.boolean().optional(),
})
export type Frame = z.infer<typeof Frame>

export const ServerMessage = z.discriminatedUnion('type', [
  /** The socket carries frames from now on; the named buckets are behind, joined or gone: pull. */
  z.strictObject({ type: z.literal('ready'), epoch: Epoch, behind: z.array(Bucket) }),
  Frame,
  /** Too much for a frame. */
  z.strictObject({ type: z.literal('pull'), epoch: Epoch, bucket: Bucket, to: Position }),
  /** The access token ends soon: send a fresh one on this socket. */
  z.strictObject({ type: z.literal('token-wanted') }),
  /** The answer to a `ping`. */
  z.strictObject({ type: z.literal('pong') }),
])
export type ServerMessage = z.infer<typeof ServerMessage>

export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    protocol: z.int(),
    token: z.string().max(4096),
    epoch: Epoch.nullable(),
    positions: z.record(Bucket, Position),
  }),
  z.strictObject({ type: z.literal('token'), token: z.string().max(4096) }),
  /** Is anybody there? A page in a browser cannot see the pings of RFC 6455. */
  z.strictObject({ type: z.literal('ping') }),
])
export type ClientMessage = z.infer<typeof ClientMessage>

/** Close codes of `/live` beside those of RFC 6455. */
export const CloseCode = {
  unauthenticated: 4401,
  upgradeRequired: 4426,
  helloTimeout: 4408,
  tooSlow: 1013,
  badMessage: 1008,
  goingAway: 1001,
} as const
