import { isLostConnection, sqlState } from '@holdfast/db'
import { DomainEvent } from '@holdfast/domain'
import { z } from 'zod'
import type { BusOptions, Consumer, Tried } from './port.ts'

/** Tries of one event by one consumer; then it is a dead letter. */
const ATTEMPTS = 3

/** In ms, before the second try and before the third. */
export type BackOff = readonly [number, number]

/** Each pause is a random one between half of this and all of it, so that many do not come at once. */
export const BACK_OFF: BackOff = [2000, 10_000]

/** PostgreSQL was told to end, has crashed, or is on its way up. */
const NOT_UP = ['57P01', '57P02', '57P03']

/**
 * Was what the consumer works with out of reach? That says nothing of the event: it is not tried the
 * less for it, and however long it takes it is not given up.
 */
const isAway = (error: unknown): boolean =>
  isLostConnection(error) || NOT_UP.includes(sqlState(error) ?? '')

/** @param attempt the one that failed, from 1 */
export const pauseAfter = (attempt: number, backOff: BackOff): number => {
  const most = backOff[attempt - 1] ?? backOff[1]
  return Math.round(most * (0.5 + Math.random() / 2))
}

/**
 * What became of a message. `away`: what it needs was out of reach, which was no try; `interrupted`:
 * the server stops, and that was none either; `untried`: one before it was away or interrupted.
 */
export type Verdict = Tried['outcome'] | 'away' | 'interrupted' | 'untried'

/** What a verdict tells of an error. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** Messages that a consumer is handed together. */
export interface Delivery {
  /** As they came: what is no event nobody can handle. */
  messages: readonly unknown[]
  /** Of each of them, from 1. */
  attempt: number
}

export interface Judged {
  message: unknown
  verdict: Verdict
  /** Why it was not handled. */
  error?: unknown
}

/** @returns the number of the next try, and after which of the pauses it comes, from 1 */
export const nextTry = (verdict: Verdict, attempt: number): { attempt: number; step: number } =>
  verdict === 'retried' ? { attempt: attempt + 1, step: attempt } : { attempt, step: ATTEMPTS - 1 }

type Try = (
  consumer: Consumer,
  delivery: Delivery,
  options: Pick<BusOptions, 'onTried'>,
  signal: AbortSignal,
) => Promise<Judged[]>

/**
 * Hands messages to a consumer, together where it takes them so and none makes it throw, else one by
 * one in their order: what one comes to is nothing to the others, unless there is no use in going on.
 */
export const tryAll: Try = async (consumer, delivery, options, signal) =>
  (await tryTogether(consumer, delivery, options, signal)) ??
  (await tryEach(consumer, delivery, options, signal))

/** @returns null where they are to be tried one by one */
const tryTogether = async (
  { name, handleMany }: Consumer,
  { messages }: Delivery,
  { onTried }: Pick<BusOptions, 'onTried'>,
  signal: AbortSignal,
): Promise<Judged[] | null> => {
  if (!handleMany || messages.length < 2) return null
  const events = z.array(DomainEvent).safeParse(messages)
  if (!events.success) return null
  const began = performance.now()
  try {
    await handleMany(events.data, signal)
  } catch {
    // Whose fault it is shows when each has its own turn.
    return null
  }
  const seconds = (performance.now() - began) / 1000 / messages.length
  return messages.map((message) => {
    onTried?.({ consumer: name, outcome: 'done', seconds })
    return { message, verdict: 'done' }
  })
}

const tryEach: Try = async (consumer, { messages, attempt }, options, signal) => {
  const judged: Judged[] = []
  let hopeless: Judged | undefined
  for (const message of messages) {
    const one: Judged = hopeless
      ? { message, verdict: 'untried' }
      : await tryOnce(consumer, message, attempt, options, signal)
    if (one.verdict === 'away' || one.verdict === 'interrupted') hopeless = one
    if (one.verdict === 'untried' && hopeless?.verdict === 'away')
      options.onTried?.({
        consumer: consumer.name,
        outcome: 'retried',
        seconds: 0,
        error: hopeless.error,
      })
    judged.push(one)
  }
  return judged
}

const tryOnce = async (
  consumer: Consumer,
  message: unknown,
  attempt: number,
  { onTried }: Pick<BusOptions, 'onTried'>,
  signal: AbortSignal,
): Promise<Judged> => {
  const began = performance.now()
  const tell = (rest: Pick<Tried, 'outcome' | 'error'>) =>
    onTried?.({ consumer: consumer.name, seconds: (performance.now() - began) / 1000, ...rest })
  try {
    signal.throwIfAborted()
    await consumer.handle(DomainEvent.parse(message), signal)
    tell({ outcome: 'done' })
    return { message, verdict: 'done' }
  } catch (error) {
    if (signal.aborted) return { message, verdict: 'interrupted', error }
    const away = isAway(error)
    const outcome = away || attempt < ATTEMPTS ? 'retried' : 'dead'
    tell({ outcome, error })
    return { message, verdict: away ? 'away' : outcome, error }
  }
}
