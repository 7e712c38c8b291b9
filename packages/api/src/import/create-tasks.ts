import type { StoreTx } from '@holdfast/db'
import { type MutationContext, type MutatorInput, mutators } from '@holdfast/domain'

/** Tasks whose rows are loaded, decided and written together. */
const CHUNK = 500

/**
 * Runs the intent `create-task` for many tasks, in few round trips. They do not see one another, so
 * each is decided as it would be alone.
 * @throws AppError when one of them is refused; the transaction must be given up then
 */
export const createTasks = async (
  store: StoreTx,
  tasks: readonly MutatorInput<'create-task'>[],
  context: MutationContext,
): Promise<void> => {
  const { args, reads, apply } = mutators['create-task']
  for (let start = 0; start < tasks.length; start += CHUNK) {
    const chunk = tasks.slice(start, start + CHUNK).map((task) => args.parse(task))
    let rows = await store.load([])
    rows = await store.load(chunk.map((task) => reads(task, context, rows)))
    const effects = chunk.map((task) => apply(rows, task, context))
    await store.write(effects.flatMap(({ patches }) => patches))
    await store.audit(
      context.actor,
      effects.flatMap(({ activity }) => activity),
      context.now,
    )
  }
}
