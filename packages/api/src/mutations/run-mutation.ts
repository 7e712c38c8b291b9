import type { StoreTx } from '@holdfast/db'
import type { Effect, MutationContext, Understood } from '@holdfast/domain'

/**
 * Runs one intent over an open transaction: the record's rows are locked, the rule decides, and rows
 * and audit entry are written. Every write to tasks and projects goes through here, whichever way it
 * came in.
 * @param by who is entered as having done it, where that is not whose intent it is
 * @throws AppError to refuse; nothing has been written then
 */
export const runMutation = async (
  tx: StoreTx,
  { mutator, args }: Understood,
  context: MutationContext,
  by = context.actor,
): Promise<Effect> => {
  const rows = await tx.prepare((seen) => [mutator.reads(args, context, seen)])
  const effect = mutator.apply(rows, args, context)
  await tx.write(effect.patches)
  if (effect.conflicts.length > 0) await tx.tell(context.actor, effect.conflicts, context.now)
  await tx.audit(by, effect.activity, context.now)
  return effect
}
