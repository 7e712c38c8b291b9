import type { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Mutator } from './mutator.ts'
import { findMutator } from './registry.ts'

export interface Intended {
  name: string
  /** Of the rule that the caller knows; this program's unless given. */
  version?: number
  args?: unknown
}

/** An intent whose rule is known and whose arguments make sense to it. */
export interface Understood {
  mutator: Mutator
  args: unknown
}

/**
 * The rule of an intent with its arguments as the rule takes them. Those of an earlier version are
 * parsed as they were meant then and upgraded from version to version.
 * @param find the rules there are
 * @throws AppError `unknown-mutation` for a name or a version of a later program; `bad-input`, whose
 *   cause is the ZodError
 */
export const understand = (
  { name, version, args }: Intended,
  find: (name: string) => Mutator | undefined = findMutator,
): Understood => {
  const mutator = find(name)
  if (!mutator || (version ?? 1) > mutator.version)
    throw new AppError('unknown-mutation', 'This version does not know that change.')
  let upgraded = args
  for (const earlier of version === undefined ? [] : mutator.earlier.slice(version - 1))
    upgraded = earlier.upgrade(parsed(earlier.args, upgraded))
  return { mutator, args: parsed(mutator.args, upgraded) }
}

const parsed = (schema: z.ZodType, args: unknown): unknown => {
  const result = schema.safeParse(args)
  if (result.success) return result.data
  const error = new AppError('bad-input', 'The change has values that are not allowed.')
  error.cause = result.error
  throw error
}
