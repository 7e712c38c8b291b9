import type { StoreTx } from '@holdfast/db'
import {
  AppError,
  type Effect,
  findMutator,
  type MutationContext,
  type Mutator,
} from '@holdfast/domain'

/** @throws AppError `unknown-mutation` */
export const requireMutator = (name: string): Mutator => {
  const mutator = findMutator(name)
  if (!mutator) throw new AppError('unknown-mutation', 'This server does not know that change.')
  return mutator
}

/** @throws AppError `bad-input`, whose cause is the ZodError */
export const parseArgs = (mutator: Mutator, args: unknown): unknown => {
  const parsed = mutator.args.safeParse(args)
  if (parsed.success) return parsed.data
  const error = new AppError('bad-input', 'The change has values that are not allowed.')
  error.cause = parsed.error
  throw error
}

/**
 * Runs one intent over an open transaction: the record's rows are locked, the rule decides, and rows
 * and audit entry are written. Every write to tasks and projects goes through here, whichever way it
 * came in.
 * @param args as the caller sent them
 * @throws AppError to refuse; nothing has been written then
 */
export const runMutation = async (
  tx: StoreTx,
  name: string,
  args: unknown,
  context: MutationContext,
): Promise<Effect> => {
  const mutator = requireMutator(name)
  const parsed = parseArgs(mutator, args)
  const rows = await tx.prepare((seen) => [mutator.reads(parsed, context, seen)])
  const effect = mutator.apply(rows, parsed, context)
  await tx.write(effect.patches)
  if (effect.conflicts.length > 0) await tx.tell(context.actor, effect.conflicts, context.now)
  await tx.audit(context.actor, effect.activity, context.now)
  return effect
}
