import type { ClientId, IsoDate } from '@holdfast/domain'
import type { EffectPositions, Mutation, MutationResult } from '../wire/push.ts'

/** What the server said of a mutation whose effect has not come back yet, or never will. */
export type Settlement =
  /** `at` names the buckets in which the effect is still awaited. */
  | { status: 'applied'; at: EffectPositions }
  | { status: 'rejected'; code: string; message: string }
  | { status: 'failed'; supportId: string }

/** Where the record has a mutation that the device has given another number since. */
export interface EarlierNumber {
  clientId: ClientId
  id: number
}

/** A mutation on the device until its effect is seen to come back, or the person discards it. */
export interface OutboxEntry extends Mutation {
  /** Absent: not acknowledged yet. */
  settlement?: Settlement
  /** It was sent under an earlier client id, and the record is asked of it by this. Its own id is below 1. */
  under?: EarlierNumber
}

/** A mutation whose effect was seen to come back, kept in case the record is restored to before it. */
export interface SentEntry {
  /** Without settlement. One that was refused is kept as a `noop`, which takes its id. */
  entry: OutboxEntry
  /** When the server last acknowledged something before it left the outbox. */
  at: IsoDate
}

/** An intent that has no id yet: the store gives it one in the transaction that writes it. */
export interface Draft {
  /** Made by the caller: by it a tab knows its own draft in the journal, and the record what it has applied. */
  draftId: string
  /** Counts up for each tab: a draft whose commit was made but reported as failed is known by it. */
  nth?: { tab: string; n: number }
  name: string
  version: number
  args: unknown
  at: IsoDate
}

/** A result as the outbox keeps it. */
export const settlementOf = (result: Exclude<MutationResult, { status: 'reused' }>): Settlement => {
  switch (result.status) {
    case 'applied':
      return { status: 'applied', at: result.at }
    case 'rejected':
      return { status: 'rejected', code: result.code, message: result.message }
    case 'failed':
      return { status: 'failed', supportId: result.supportId }
  }
}
