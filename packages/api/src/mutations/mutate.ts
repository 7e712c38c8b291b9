import type { Transaction } from '@holdfast/db'
import {
  isoDate,
  type MutationContext,
  type MutatorInput,
  type MutatorName,
  type Reads,
  type Rows,
  type UserId,
  understand,
} from '@holdfast/domain'
import { bucketsOfReads } from '../cache/buckets-of-reads.ts'
import { stampsOf } from '../cache/keys.ts'
import { staleAfter } from '../cache/stale.ts'
import type { Services } from '../context.ts'
import { transact } from '../transact.ts'
import { runMutation } from './run-mutation.ts'

/** A mutation to be run on behalf of a caller of the API. */
export interface Intent {
  name: MutatorName
  args: unknown
}

export const intend = <N extends MutatorName>(name: N, args: MutatorInput<N>): Intent => ({
  name,
  args,
})

const readsOf = (intent: Intent, context: MutationContext, rows: Rows): Reads => {
  const { mutator, args } = understand(intent)
  return mutator.reads(args, context, rows)
}

/**
 * Runs intents in order, all of them or none, in one transaction; then reads the answer in it.
 * @param plan says what is to be done, seeing what has been read so far; asked more than once
 */
export const mutate = async <T>(
  services: Pick<Services, 'db' | 'cached' | 'pokes' | 'clock'>,
  actor: UserId,
  plan: (rows: Rows) => readonly Intent[],
  answer: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const now = isoDate(services.clock())
  const context: MutationContext = { actor, at: now, now }
  return transact(services, async (store, tx) => {
    const rows = await store.prepare((seen) =>
      plan(seen).map((intent) => readsOf(intent, context, seen)),
    )
    for (const intent of plan(rows)) {
      const { patches } = await runMutation(store, understand(intent), context)
      // Done before, perhaps: nobody who is told so may be shown what was before.
      if (patches.length > 0) continue
      staleAfter(tx, stampsOf(bucketsOfReads([readsOf(intent, context, rows)], rows), true))
    }
    return answer(tx)
  })
}
