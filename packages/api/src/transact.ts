import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { numberCommit, type StoreTx, sqlState, storeTx, type Transaction } from '@holdfast/db'
import type { Services } from './context.ts'

const MOST_TRIES = 5

/** PostgreSQL rolled the transaction back in favour of another: the same one succeeds now. */
const lostToAnother = (error: unknown): boolean => sqlState(error)?.startsWith('40') ?? false

/**
 * One transaction of the record: all of `work` or nothing. Devices that hold what it touched are
 * poked once it has committed. `work` may run more than once, so it must have no effect beside.
 */
export const transact = async <T>(
  { db, pokes }: Pick<Services, 'db' | 'pokes'>,
  work: (store: StoreTx, tx: Transaction) => Promise<T>,
): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      const { result, touched } = await db.transact(async (tx) => {
        const result = await work(storeTx(tx), tx)
        return { result, touched: await numberCommit(tx) }
      })
      if (touched.size > 0) pokes.poke([...touched.keys()])
      return result
    } catch (error) {
      if (!lostToAnother(error) || tries === MOST_TRIES) throw error
      await delay(randomInt(5, 20 * tries))
    }
  }
}
