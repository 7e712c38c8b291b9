import { Bucket, ClientId, IsoDate } from '@holdfast/domain'
import {
  type Change,
  type Committed,
  Delta,
  Epoch,
  type JournalEntry,
  type Loaded,
  type Meta,
  MutationResult,
  type OutboxEntry,
  Position,
  SnapshotOffer,
  SyncedRow,
} from '@holdfast/sync'
import { z } from 'zod'

/** Raised with every change of this file; both sides come with one program, but a page may be older. */
export const BRIDGE_PROTOCOL = 4

/** The way from a page to the process that has its store. Values are cloned; failures are replies. */
export interface StoreChannel {
  /** @param payload a `BridgeCall` @returns a `BridgeReply` */
  call(method: string, payload: unknown): Promise<unknown>
}

/** A number that names one `load` until its pages are read. */
const LoadId = z.int().nonnegative()

const Draft = z.strictObject({
  draftId: z.string().min(1).max(100),
  nth: z.strictObject({ tab: z.string().min(1).max(100), n: z.int().positive() }).exactOptional(),
  name: z.string().min(1).max(100),
  version: z.int().positive(),
  args: z.unknown(),
  at: IsoDate,
})

const Lost = z.strictObject({
  clientId: ClientId,
  ids: z.array(z.int()),
  from: z.int().nullable(),
})

const draft = z.strictObject({ type: z.literal('draft'), draft: Draft })
const discard = z.strictObject({ type: z.literal('discard'), id: z.int() })
const retry = z.strictObject({ type: z.literal('retry'), id: z.int() })
const tornSeen = z.strictObject({ type: z.literal('torn-seen') })
const reissueSeen = z.strictObject({ type: z.literal('reissue-seen') })

/** What a person's page may ask for: the rest is the sender's business. */
export const Intent = z.discriminatedUnion('type', [draft, discard, retry, reissueSeen, tornSeen])

const AnyChange: z.ZodType<Change> = z.discriminatedUnion('type', [
  draft,
  discard,
  retry,
  reissueSeen,
  tornSeen,
  z.strictObject({ type: z.literal('too-large'), clientId: ClientId, id: z.int() }),
  z.strictObject({
    type: z.literal('settle'),
    clientId: ClientId,
    epoch: Epoch,
    results: z.array(MutationResult),
    at: IsoDate,
  }),
  z.strictObject({
    type: z.literal('delta'),
    epoch: Epoch,
    delta: Delta,
    at: IsoDate,
    continues: z.string().nullable().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('download'),
    epoch: Epoch,
    offer: SnapshotOffer,
    at: IsoDate,
  }),
  z.strictObject({
    type: z.literal('page'),
    epoch: Epoch,
    bucket: Bucket,
    to: Position,
    index: z.int().nonnegative(),
    rows: z.array(SyncedRow).nullable(),
    bytes: z.instanceof(Uint8Array),
    at: IsoDate,
  }),
  z.strictObject({ type: z.literal('abandon'), epoch: Epoch, bucket: Bucket, to: Position }),
  z.strictObject({ type: z.literal('forget'), buckets: z.array(Bucket) }),
  z.strictObject({
    type: z.literal('new-epoch'),
    epoch: Epoch,
    expected: z.int().positive(),
    clientId: ClientId,
    at: IsoDate,
  }),
  z.strictObject({
    type: z.literal('new-client'),
    replaces: ClientId,
    clientId: ClientId,
    expected: z.int().positive().exactOptional(),
    lost: Lost.exactOptional(),
    at: IsoDate,
  }),
  z.strictObject({ type: z.literal('acknowledged'), at: IsoDate }),
])

const nothing = z.strictObject({})

/** What each method takes. */
export const bridgeInputs = {
  load: nothing,
  page: z.strictObject({ load: LoadId }),
  unload: z.strictObject({ load: LoadId }),
  commit: z.strictObject({ changes: z.array(AnyChange) }),
  since: z.strictObject({ seq: z.int().nonnegative() }),
  outbox: nothing,
  tornPieces: nothing,
  fold: nothing,
  destroy: nothing,
}
export type BridgeMethod = keyof typeof bridgeInputs
export type BridgeInput<M extends BridgeMethod> = z.output<(typeof bridgeInputs)[M]>

/** What each method gives. */
export interface BridgeOutputs {
  load: Omit<Loaded, 'pages'> & { load: number }
  /** A page as text of the page format: one string is cloned faster than its rows. Null: no more. */
  page: { bucket: Bucket; text: string } | null
  unload: null
  commit: Committed
  /** `pages`: the rows of entries that have pages, as text of the page format, by `seq`. */
  since: { entries: JournalEntry[]; pages: Record<number, string> } | 'folded'
  outbox: { meta: Meta; entries: OutboxEntry[] }
  tornPieces: string[]
  fold: number
  destroy: null
}

export const BridgeCall = z.strictObject({ protocol: z.int(), input: z.unknown() })
export type BridgeCall = z.infer<typeof BridgeCall>

export const BridgeReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    reason: z.enum(['quota', 'closed', 'outdated', 'other']),
    message: z.string(),
  }),
])
export type BridgeReply = z.infer<typeof BridgeReply>
