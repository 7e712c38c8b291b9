import type { StoreTx } from '@holdfast/db'
import {
  AppError,
  type Effect,
  findMutator,
  type MutationContext,
  type Mutator,
  type Reads,
  type Rows,
} from '@holdfast/domain'

/** Rounds in which a mutator may ask for more: task, its project, the memberships there. */
const MAX_ROUNDS = 3

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

const wantsOf = ({ keys, looksAt = [], questions = [] }: Reads): string[] => [
  ...keys,
  ...looksAt,
  ...questions.map((question) => JSON.stringify(question)),
]

/** Loads what the mutator asks for, and what it asks for once it has seen that. */
const loadToFixpoint = async (
  tx: StoreTx,
  mutator: Mutator,
  args: unknown,
  context: MutationContext,
): Promise<Rows> => {
  const asked = new Set<string>()
  let rows = await tx.load([])
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const reads = mutator.reads(args, context, rows)
    const news = wantsOf(reads).filter((want) => !asked.has(want))
    if (news.length === 0) break
    rows = await tx.load([reads])
    for (const want of news) asked.add(want)
  }
  return rows
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
  const rows = await loadToFixpoint(tx, mutator, parsed, context)
  const effect = mutator.apply(rows, parsed, context)
  await tx.write(effect.patches)
  await tx.audit(context.actor, effect.activity, context.now)
  return effect
}
