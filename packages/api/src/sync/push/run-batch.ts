import { type OwnCommit, readingRows, type StoreTx, storeTx, type Transaction } from '@holdfast/db'
import {
  AppError,
  type Bucket,
  type IsoDate,
  keyOfPatch,
  type MutationContext,
  type Reads,
  type RowKey,
  type Rows,
  type Understood,
  understand,
} from '@holdfast/domain'
import {
  type Epoch,
  type Mutation,
  type MutationResult,
  type PushReply,
  type PushRequest,
  planPush,
  recall,
  repeatOf,
} from '@holdfast/sync'
import type { QueryResultRow } from 'pg'
import type { RefusedDeed } from '../../audit/enter-refusals.ts'
import { type Claimant, confirmCaller } from '../../auth/authenticate.ts'
import { bucketsOfReads } from '../../cache/buckets-of-reads.ts'
import { stampsOf } from '../../cache/keys.ts'
import type { Writer } from '../../context.ts'
import { runMutation } from '../../mutations/run-mutation.ts'
import { claimClient } from './claim-client.ts'
import { digestOf } from './digest.ts'
import { MOST_OWN_ROWS, ownCommits } from './own-commits.ts'
import { type Decided, readKnown, type Stored, storingResults } from './stored-results.ts'

/** How a batch ended. */
export type BatchOutcome =
  | {
      status: 'done'
      results: MutationResult[]
      /** The buckets that its commit touched, and what it did there, as far as it tells. */
      touched: Bucket[]
      own: OwnCommit[]
      /** Stamps of what is cached of before. */
      stale: string[]
      /** What was refused to the person for what they are there. */
      refused: RefusedDeed[]
    }
  /** Before anything of it was run. */
  | { status: 'answered'; reply: Exclude<PushReply, { status: 'done' }> }

export interface Batch extends PushRequest {
  /** Of the record. */
  epoch: Epoch
  caller: Writer | Claimant
  now: IsoDate
  /** The first mutation failed when it was tried alone, and is to be put on record as such. */
  failedAs?: string
}

/** A mutation with the rule that decides it, or why there is none. */
interface Intent {
  mutation: Mutation
  context: MutationContext
  understood: Understood | AppError
}

/**
 * Runs a batch in an open transaction: in order, each mutation once and never again. Two flights of
 * statements, however many mutations there are: who asks, what is known of them, and the locks with
 * the rows; then what they write with COMMIT behind it. Where a row must be seen before all can be
 * named, the locks are a flight of their own.
 */
export const runBatch = async (tx: Transaction, batch: Batch): Promise<BatchOutcome> => {
  const { caller, clientId, mutations } = batch
  const store = storeTx(tx, { keepsBack: true })
  const who = { userId: caller.userId, clientId }
  const intents = mutations.map((mutation) => intentOf(mutation, batch))
  let reads: Reads[][] = []
  const confirmed = confirmCaller(tx, caller)
  const flight = Promise.all([
    claimClient(tx, caller, clientId),
    readKnown(tx, who, mutations),
    store.foresee((rows) => {
      reads = intents.map((intent) => wanted([intent], rows))
      return reads.flat()
    }),
  ])
  flight.catch(() => undefined)
  await confirmed
  const [last, { stored, applied }] = await flight
  const plan = planPush(batch, { epoch: batch.epoch, last })
  if (plan.do === 'answer') return { status: 'answered', reply: plan.reply }

  const { known, news } = plan
  const { results, isClash } = recall(known, stored, digestOf)
  const repeats = news.map((mutation) => repeatOf(mutation, applied))
  const said = [...results, ...repeats.filter((result) => result !== undefined)]
  const before = bucketsOfRepeated(said, reads.slice(0, known.length).flat())
  // The server that did it may have died before it took anything out.
  const repeated = stampsOf(before, true)
  if (isClash || news.length === 0)
    return { status: 'done', results, touched: [], own: [], stale: repeated, refused: [] }

  const refused: RefusedDeed[] = []
  const run = { failedAs: batch.failedAs, repeats, refused }
  const decided = await decide(store, intents.slice(known.length), run)
  const written = decided.flatMap((one) => (one.status === 'applied' ? one.rows : []))
  const isFew = written.length <= MOST_OWN_ROWS
  const reading = readingRows(isFew ? written : [])
  const storing = storingResults(who, news, decided, isFew)
  const [, [kept], ...rows] = (await store.commit([...storing, ...reading.statements])) as [
    [],
    [Stored],
    ...QueryResultRow[][],
  ]
  return {
    status: 'done',
    results: [...results, ...kept.results],
    touched: kept.touched,
    own: ownCommits(batch.epoch, kept.changes ?? [], reading.rowsOf(rows)),
    stale: [...repeated, ...stampsOf(kept.touched, written.some(isOfHead))],
    refused,
  }
}

/** Of a person, of a project, or of who is in it: not a task. */
const isOfHead = (row: RowKey): boolean => /^(user|project|member):/.test(row)

/** Where its effect is to be seen, and what it asked to see: who left a project sees it no more. */
const bucketsOfRepeated = (
  results: readonly MutationResult[],
  reads: readonly Reads[],
): Bucket[] => {
  const seen = results.flatMap((one) => (one.status === 'applied' ? Object.keys(one.at) : []))
  return [...new Set([...(seen as Bucket[]), ...bucketsOfReads(reads)])]
}

const intentOf = (mutation: Mutation, { caller, now }: Batch): Intent => {
  const context: MutationContext = { actor: caller.userId, at: mutation.at, now }
  try {
    return { mutation, context, understood: understand(mutation) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { mutation, context, understood: error }
  }
}

/** What can be told beforehand; what was not understood is refused when its turn comes. */
const wanted = (intents: readonly Intent[], rows: Rows): Reads[] =>
  intents.flatMap(({ understood, context }) =>
    understood instanceof AppError
      ? []
      : [understood.mutator.reads(understood.args, context, rows)],
  )

interface Run {
  failedAs: string | undefined
  /** What was said of those whose drafts are applied already, at their places. */
  repeats: readonly (MutationResult | undefined)[]
  /** What is forbidden is added. */
  refused: RefusedDeed[]
}

const decide = async (
  store: StoreTx,
  intents: readonly Intent[],
  { failedAs, repeats, refused }: Run,
): Promise<Decided[]> => {
  if (failedAs === undefined) await store.prepare((rows) => wanted(intents, rows))
  const here = new Map<string, { rows: readonly RowKey[] }>()
  const decided: Decided[] = []
  for (const [i, intent] of intents.entries()) {
    const { id, name, draftId } = intent.mutation
    const result = repeats[i]
    const of = result ? { result } : here.get(draftId)
    if (of && name !== 'noop') decided.push({ status: 'repeated', of })
    else if (failedAs !== undefined) decided.push({ id, status: 'failed', supportId: failedAs })
    else {
      const one = await decideOne(store, intent, refused)
      if (one.status === 'applied' && name !== 'noop') here.set(draftId, one)
      decided.push(one)
    }
  }
  return decided
}

/** A rule refuses before anything is written; what it forbids is added to `refused`. @throws whatever is not a rule's refusal */
const decideOne = async (
  store: StoreTx,
  { mutation: { id, name }, context, understood }: Intent,
  refused: RefusedDeed[],
): Promise<Decided> => {
  try {
    if (understood instanceof AppError) throw understood
    const { patches } = await runMutation(store, understood, context)
    return { status: 'applied', rows: patches.map(keyOfPatch) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.kind === 'forbidden') refused.push({ asked: name, error })
    return { id, status: 'rejected', code: error.code, message: error.message }
  }
}
