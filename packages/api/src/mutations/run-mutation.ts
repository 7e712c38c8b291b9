import type { StoreTx } from '@holdfast/db'
import {
  AppError,
  type Effect,
  findMutator,
  type MutationContext,
  type Mutator,
} from '@holdfast/domain'

interface Sent {
  name: string
  version?: number
  args?: unknown
}

/** An intent whose rule is known and whose arguments make sense. */
export interface Understood {
  mutator: Mutator
  args: unknown
}

/**
 * @param args as the caller sent them
 * @param version of the rule that the caller knows; by default this program's
 * @throws AppError `unknown-mutation`; `bad-input`, whose cause is the ZodError
 */
export const understand = ({ name, version, args }: Sent): Understood => {
  const mutator = findMutator(name)
  if (!mutator || (version !== undefined && version !== mutator.version))
    throw new AppError('unknown-mutation', 'This server does not know that change.')
  const parsed = mutator.args.safeParse(args)
  if (parsed.success) return { mutator, args: parsed.data }
  const error = new AppError('bad-input', 'The change has values that are not allowed.')
  error.cause = parsed.error
  throw error
}

/**
 * Runs one intent over an open transaction: the record's rows are locked, the rule decides, and rows
 * and audit entry are written. Every write to tasks and projects goes through here, whichever way it
 * came in.
 * @throws AppError to refuse; nothing has been written then
 */
export const runMutation = async (
  tx: StoreTx,
  { mutator, args }: Understood,
  context: MutationContext,
): Promise<Effect> => {
  const rows = await tx.prepare((seen) => [mutator.reads(args, context, seen)])
  const effect = mutator.apply(rows, args, context)
  await tx.write(effect.patches)
  if (effect.conflicts.length > 0) await tx.tell(context.actor, effect.conflicts, context.now)
  await tx.audit(context.actor, effect.activity, context.now)
  return effect
}
