import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  numberCommit,
  type StoreTx,
  sqlState,
  storeTx,
  type Transaction,
  touchesHeads,
} from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import { stampsOf } from './cache/keys.ts'
import { staleOf } from './cache/stale.ts'
import type { Services } from './context.ts'

const MOST_TRIES = 5

/** PostgreSQL rolled the transaction back in favour of another: the same one succeeds now. */
const lostToAnother = (error: unknown): boolean => sqlState(error)?.startsWith('40') ?? false

interface Committed<T> {
  result: T
  touched: Bucket[]
  /** Keys and stamps of what is cached of before. */
  stale: string[]
}

const runOnce = <T>(
  db: Services['db'],
  work: (store: StoreTx, tx: Transaction) => Promise<T>,
): Promise<Committed<T>> =>
  db.transact(async (tx) => {
    const result = await work(storeTx(tx), tx)
    const [numbered, heads] = await Promise.all([numberCommit(tx), touchesHeads(tx)])
    const touched = [...numbered.keys()]
    return { result, touched, stale: [...stampsOf(touched, heads), ...staleOf(tx)] }
  })

/**
 * One transaction of the record: all of `work` or nothing. Once it has committed, what is cached of
 * before is taken out; then devices that hold what it touched are poked. `work` may run more than
 * once, so it must have no effect beside.
 */
export const transact = async <T>(
  { db, cached, pokes }: Pick<Services, 'db' | 'cached' | 'pokes'>,
  work: (store: StoreTx, tx: Transaction) => Promise<T>,
): Promise<T> => {
  const { result, touched, stale } = await retried(() => runOnce(db, work))
  await cached.invalidate(stale)
  if (touched.length > 0) pokes.poke(touched)
  return result
}

const retried = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      if (!lostToAnother(error) || tries === MOST_TRIES) throw error
      await delay(randomInt(5, 20 * tries))
    }
  }
}
