import { Bucket, ClientId, DraftId, IsoDate, text } from '@holdfast/domain'
import { z } from 'zod'
import { MAX_PUSH } from './protocol.ts'
import { Epoch, Position } from './row.ts'

/**
 * A named intent with arguments. `id` counts up by one for each client; `draftId` stays with what
 * somebody did when that is sent under another.
 */
export const Mutation = z.strictObject({
  id: z.int().positive(),
  draftId: DraftId,
  name: text(100),
  version: z.int().positive(),
  args: z.unknown(),
  at: IsoDate,
})
export type Mutation = z.infer<typeof Mutation>

export const PushRequest = z.strictObject({
  protocol: z.int(),
  epoch: Epoch.nullable(),
  clientId: ClientId,
  mutations: z.array(Mutation).min(1).max(MAX_PUSH),
})
export type PushRequest = z.infer<typeof PushRequest>

/** Where the effect of a mutation is to be seen: each touched bucket with its commit count. */
export const EffectPositions = z.record(Bucket, Position)
export type EffectPositions = z.infer<typeof EffectPositions>

export const MutationResult = z.discriminatedUnion('status', [
  z.strictObject({ id: z.int(), status: z.literal('applied'), at: EffectPositions }),
  /** A rule refused it. It never blocks those behind it. */
  z.strictObject({
    id: z.int(),
    status: z.literal('rejected'),
    code: z.string(),
    message: z.string(),
  }),
  /** A fault of the server, after it was tried alone. Kept on the device. */
  z.strictObject({ id: z.int(), status: z.literal('failed'), supportId: z.string() }),
  /** This id was used before with other arguments: the store was cloned or rolled back. */
  z.strictObject({ id: z.int(), status: z.literal('reused') }),
])
export type MutationResult = z.infer<typeof MutationResult>

export const PushReply = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('done'), epoch: Epoch, results: z.array(MutationResult) }),
  /** The first id does not continue what the server has: send from `expected`. */
  z.strictObject({ status: z.literal('gap'), epoch: Epoch, expected: z.int() }),
  z.strictObject({ status: z.literal('new-epoch'), epoch: Epoch, expected: z.int() }),
  /** The client id belongs to somebody else: take a new one and number anew. */
  z.strictObject({ status: z.literal('foreign-client') }),
  z.strictObject({ status: z.literal('upgrade-required'), protocol: z.int() }),
])
export type PushReply = z.infer<typeof PushReply>
