import { type StoreTx, storeTx, type Transaction } from '@holdfast/db'
import {
  AppError,
  type Bucket,
  findMutator,
  type IsoDate,
  type MutationContext,
  type Patch,
  type Reads,
  type Rows,
} from '@holdfast/domain'
import {
  type Epoch,
  type Mutation,
  type MutationResult,
  type PushReply,
  type PushRequest,
  planPush,
  recall,
} from '@holdfast/sync'
import type { Caller } from '../../context.ts'
import { runMutation } from '../../mutations/run-mutation.ts'
import { claimClient } from './claim-client.ts'
import { digestOf } from './digest.ts'
import { type Decided, storedResults, storeResults } from './stored-results.ts'
import { touchedBuckets } from './touched-buckets.ts'

/** How a batch ended, and the buckets that its commit touched. */
export type BatchOutcome =
  | { status: 'done'; results: MutationResult[]; touched: Bucket[] }
  /** Before anything of it was run. */
  | { status: 'answered'; reply: Exclude<PushReply, { status: 'done' }> }

export interface Batch extends PushRequest {
  /** Of the record. */
  epoch: Epoch
  caller: Caller
  now: IsoDate
  /** The first mutation failed when it was tried alone, and is to be put on record as such. */
  failedAs?: string
}

type Decision = { patches: readonly Patch[] } | Exclude<Decided, { status: 'applied' }>

/** Runs a batch in an open transaction: in order, each mutation once and never again. */
export const runBatch = async (tx: Transaction, batch: Batch): Promise<BatchOutcome> => {
  const { caller, clientId } = batch
  const last = await claimClient(tx, caller, clientId)
  const plan = planPush(batch, { epoch: batch.epoch, last })
  if (plan.do === 'answer') return { status: 'answered', reply: plan.reply }

  const { known, news } = plan
  const { results, isClash } = recall(known, await storedResults(tx, clientId, known), digestOf)
  if (isClash) return { status: 'done', results, touched: [] }

  const store = storeTx(tx, { keepsBack: true })
  const decisions = await decide(store, news, batch)
  await store.flush()
  const touched = await touchedBuckets(tx, caller.userId)
  const decided = decisions.map(
    (decision): Decided =>
      'status' in decision
        ? decision
        : { status: 'applied', buckets: touched.seenBy(decision.patches) },
  )
  results.push(...(await storeResults(tx, clientId, news, decided)))
  return { status: 'done', results, touched: touched.all }
}

const decide = async (
  store: StoreTx,
  mutations: readonly Mutation[],
  { caller, now, failedAs }: Batch,
): Promise<Decision[]> => {
  if (failedAs !== undefined)
    return mutations.map(({ id }) => ({ id, status: 'failed', supportId: failedAs }))
  const contextOf = ({ at }: Mutation): MutationContext => ({ actor: caller.userId, at, now })
  await store.prepare((rows) => mutations.flatMap((one) => readsOf(one, contextOf(one), rows)))
  const decisions: Decision[] = []
  for (const mutation of mutations)
    decisions.push(await decideOne(store, mutation, contextOf(mutation)))
  return decisions
}

/** A rule refuses before anything is written. @throws whatever is not a rule's refusal */
const decideOne = async (
  store: StoreTx,
  { id, name, version, args }: Mutation,
  context: MutationContext,
): Promise<Decision> => {
  try {
    requireVersion(name, version)
    return await runMutation(store, name, args, context)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { id, status: 'rejected', code: error.code, message: error.message }
  }
}

/** @throws AppError `unknown-mutation` for one of a later program than this */
const requireVersion = (name: string, version: number): void => {
  const mutator = findMutator(name)
  if (mutator && mutator.version !== version)
    throw new AppError('unknown-mutation', 'This server does not know that change.')
}

/** What can be told beforehand; arguments that make no sense are refused when their turn comes. */
const readsOf = (
  { name, args }: Mutation,
  context: MutationContext,
  rows: Rows,
): readonly Reads[] => {
  const mutator = findMutator(name)
  const parsed = mutator?.args.safeParse(args)
  return mutator && parsed?.success ? [mutator.reads(parsed.data, context, rows)] : []
}
