import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { isTransient } from '@holdfast/db'
import { AppError, isoDate } from '@holdfast/domain'
import {
  isOfAnotherLife,
  type MutationResult,
  type PushReply,
  type PushRequest,
  planPush,
} from '@holdfast/sync'
import { enterRefusals } from '../../audit/enter-refusals.ts'
import { type Claimant, confirmCaller } from '../../auth/authenticate.ts'
import type { Services, Writer } from '../../context.ts'
import { lastDecided } from '../last-decided.ts'
import { type Batch, type BatchOutcome, runBatch } from './run-batch.ts'

export type PushServices = Pick<Services, 'db' | 'cached' | 'pokes' | 'clock' | 'log' | 'limits'>

const MOST_TRIES = 6
/** After this long a batch is not tried again, in ms: the device does that, with its own patience. */
const TRY_WITHIN = 10_000

/**
 * Takes a batch of a client's mutations: each is applied once, however often it is sent, and a
 * refused one never blocks those behind it. Rules: packages/sync/SPEC.md, [P…].
 * @throws AppError as `Claimant.confirm`, then nothing was done; `busy` when the database stays unable to, `bad-input` for ids with holes
 */
export const acceptPush = async (
  services: PushServices,
  caller: Writer | Claimant,
  request: PushRequest,
): Promise<PushReply> => {
  const { db } = services
  const { epoch } = db
  if (isOfAnotherLife(request, epoch)) {
    const { clientId } = request
    const last = await db.read(async (reader) => {
      await confirmCaller(reader, caller)
      return lastDecided(reader, caller.userId, clientId)
    })
    const plan = planPush(request, { epoch, last })
    if (plan.do === 'answer') return plan.reply
  }
  const batch = { ...request, epoch, caller, now: isoDate(services.clock()) }
  const outcome = await runWhole(services, batch)
  if (outcome.status === 'answered') return outcome.reply
  return { status: 'done', epoch, results: outcome.results }
}

/** A fault is looked for in ever smaller parts, so that one among many costs few tries. */
const runWhole = async (services: PushServices, batch: Batch): Promise<BatchOutcome> => {
  try {
    return await runInTransaction(services, batch)
  } catch (error) {
    if (error instanceof AppError) throw error
    if (batch.mutations.length === 1) return putOnRecord(services, batch, error)
    services.log.warn({ err: error }, 'a pushed batch failed: its halves are tried')
    return runHalves(services, batch)
  }
}

const runHalves = async (services: PushServices, batch: Batch): Promise<BatchOutcome> => {
  const { mutations } = batch
  const middle = Math.ceil(mutations.length / 2)
  const results: MutationResult[] = []
  for (const half of [mutations.slice(0, middle), mutations.slice(middle)]) {
    const outcome = await runWhole(services, { ...batch, mutations: half })
    if (outcome.status !== 'done') return outcome
    results.push(...outcome.results)
    if (outcome.results.some(({ status }) => status === 'reused')) break
  }
  return { status: 'done', results, touched: [], own: [], stale: [], refused: [] }
}

const putOnRecord = (
  services: PushServices,
  batch: Batch,
  fault: unknown,
): Promise<BatchOutcome> => {
  const supportId = randomUUID()
  const { clientId, mutations } = batch
  const what = { supportId, clientId, mutation: mutations[0]?.id, name: mutations[0]?.name }
  services.log.error({ ...what, err: fault }, 'a pushed mutation failed')
  return runInTransaction(services, { ...batch, failedAs: supportId })
}

/** Tried again when the database could not do it this time; the results tell what was done already. */
const runInTransaction = async (services: PushServices, batch: Batch): Promise<BatchOutcome> => {
  const { db, cached, pokes, log } = services
  const started = performance.now()
  for (let tries = 1; ; tries++) {
    try {
      const outcome = await db.transact((tx) => runBatch(tx, batch), { plansOnce: true })
      if (outcome.status !== 'done') return outcome
      await cached.invalidate(outcome.stale)
      if (outcome.touched.length > 0) pokes.poke(outcome.touched, outcome.own)
      await enterRefusals(services, batch.caller.userId, outcome.refused)
      return outcome
    } catch (error) {
      if (!isTransient(error)) throw error
      log.debug({ err: error, tries }, 'a push is tried again')
      if (tries === MOST_TRIES || performance.now() - started > TRY_WITHIN)
        throw new AppError('busy', 'The server is busy. Try again soon.')
      await delay(randomInt(5, 30 * tries))
    }
  }
}
