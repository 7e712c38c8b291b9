import { DomainEvent } from '@holdfast/domain'
import type { BusOptions, Consumer, Tried } from './port.ts'

/** Tries of one event by one consumer; then it is a dead letter. */
const ATTEMPTS = 3

/** In ms, before the second try and before the third. */
export type BackOff = readonly [number, number]

/** Each pause is a random one between half of this and all of it, so that many do not come at once. */
export const BACK_OFF: BackOff = [2000, 10_000]

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

/** Hands a message to a consumer. @returns what is to be done with it, and why it was not handled */
export const tryOnce = async (
  consumer: Consumer,
  { message, attempt }: Delivery,
  { onTried }: Pick<BusOptions, 'onTried'>,
  signal: AbortSignal,
): Promise<{ verdict: Verdict; error?: unknown }> => {
  const began = performance.now()
  const tell = (rest: Pick<Tried, 'outcome' | 'error'>) =>
    onTried?.({ consumer: consumer.name, seconds: (performance.now() - began) / 1000, ...rest })
  try {
    await consumer.handle(DomainEvent.parse(message), signal)
    tell({ outcome: 'done' })
    return { verdict: 'done' }
  } catch (error) {
    if (signal.aborted) return { verdict: 'interrupted', error }
    const outcome = attempt < ATTEMPTS ? 'retried' : 'dead'
    tell({ outcome, error })
    return { verdict: outcome, error }
  }
}
