import { isLostConnection, sqlState } from '@holdfast/db'
import { DomainEvent } from '@holdfast/domain'
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

/** What is to be done with a message. Where the server stops it was no try. */
export type Verdict = Tried['outcome'] | 'interrupted'

/** What a verdict tells of an error. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

export interface Delivery {
  /** As it came: it may be no event, and then nobody can handle it. */
  message: unknown
  /** From 1. */
  attempt: number
}

export interface Judged {
  /** What is to be done with the message. */
  verdict: Verdict
  /** Of the next try, where there is one. */
  next: number
  /** After which of the pauses it comes, from 1. */
  pause: number
  /** Why it was not handled. */
  error?: unknown
}

/** Hands a message to a consumer. */
export const tryOnce = async (
  consumer: Consumer,
  { message, attempt }: Delivery,
  { onTried }: Pick<BusOptions, 'onTried'>,
  signal: AbortSignal,
): Promise<Judged> => {
  const began = performance.now()
  const tell = (rest: Pick<Tried, 'outcome' | 'error'>) =>
    onTried?.({ consumer: consumer.name, seconds: (performance.now() - began) / 1000, ...rest })
  try {
    await consumer.handle(DomainEvent.parse(message), signal)
    tell({ outcome: 'done' })
    return { verdict: 'done', next: attempt, pause: 0 }
  } catch (error) {
    if (signal.aborted) return { verdict: 'interrupted', next: attempt, pause: 0, error }
    const away = isAway(error)
    const outcome = away || attempt < ATTEMPTS ? 'retried' : 'dead'
    tell({ outcome, error })
    return away
      ? { verdict: outcome, next: attempt, pause: ATTEMPTS - 1, error }
      : { verdict: outcome, next: attempt + 1, pause: attempt, error }
  }
}
