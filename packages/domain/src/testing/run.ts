import type { Activity } from '../activity/activity.ts'
import type { Noticed } from '../conflicts/noticed.ts'
import { AppError } from '../errors.ts'
import type { MutationContext, Mutator } from '../mutators/mutator.ts'
import { type MutatorInput, type MutatorName, mutators } from '../mutators/registry.ts'
import { keyOf, type Row, type RowKey, type Rows } from '../rows.ts'
import { patched, rowsOf } from './rows-of.ts'

/** What became of the rows, or the code of the rule that refused. */
export interface Outcome {
  code: string
  rows: Row[]
  changed: Row[]
  activity: Activity[]
  conflicts: Noticed[]
}

/**
 * Runs one mutator as the server does. Only rows that its `reads` named are to be had: one that
 * decides by others fails here.
 */
export const run = <N extends MutatorName>(
  world: readonly Row[],
  name: N,
  args: MutatorInput<N>,
  context: MutationContext,
): Outcome => {
  const mutator = mutators[name] as unknown as Mutator
  const parsed = mutator.args.parse(args)
  const { rows, mayChange } = declared(mutator, parsed, context, world)
  try {
    const { patches, activity, conflicts } = mutator.apply(rows, parsed, context)
    const after = patched(world, patches)
    const before = new Set(world)
    const changed = after.filter((row) => !before.has(row))
    for (const row of changed)
      if (!mayChange.has(keyOf(row))) throw new Error(`${name} changed ${keyOf(row)} undeclared`)
    return { code: 'applied', rows: after, changed, activity, conflicts }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: error.code, rows: [...world], changed: [], activity: [], conflicts: [] }
  }
}

const declared = (
  mutator: Mutator,
  args: unknown,
  context: MutationContext,
  world: readonly Row[],
): { rows: Rows; mayChange: Set<RowKey> } => {
  const everything = rowsOf(world)
  const seen = new Set<RowKey>()
  const mayChange = new Set<RowKey>()
  let asked = false
  const visible = (): Rows => ({
    ...rowsOf(world.filter((row) => seen.has(keyOf(row)))),
    acquainted: (one, other) => asked && everything.acquainted(one, other),
    assignedIn: (project, user) => (asked ? everything.assignedIn(project, user) : []),
  })
  for (let round = 0; round < 3; round++) {
    const { keys, looksAt = [], questions = [] } = mutator.reads(args, context, visible())
    for (const key of [...keys, ...looksAt]) seen.add(key)
    for (const key of keys) mayChange.add(key)
    asked ||= questions.length > 0
  }
  return { rows: visible(), mayChange }
}
