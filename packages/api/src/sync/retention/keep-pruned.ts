import { whileOnlyOne } from '@holdfast/db'
import type { Services } from '../../context.ts'
import { type PruneLimits, pruneRecord } from './prune-record.ts'

export interface KeepPrunedOptions {
  services: Pick<Services, 'db' | 'clock' | 'log'>
  limits?: PruneLimits
  /** How often, in ms. */
  every?: number
}

const EVERY = 60 * 60 * 1000

/**
 * Prunes the record now and then until it is disposed; of several processes one does. What it did not
 * get to do is done the next time.
 */
export const keepPruned = ({
  services,
  limits,
  every = EVERY,
}: KeepPrunedOptions): AsyncDisposable => {
  const { db, log } = services
  const closing = new AbortController()
  const { signal } = closing
  const prune = async (): Promise<void> => {
    try {
      const pruned = await whileOnlyOne(db, 'holdfast pruning', () =>
        pruneRecord(services, signal, limits),
      )
      if (pruned) log.info(pruned, 'the record was pruned')
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'the record could not be pruned')
    }
  }
  let working = prune()
  const timer = setInterval(() => {
    working = working.then(prune)
  }, every)
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      clearInterval(timer)
      await working
    },
  }
}
