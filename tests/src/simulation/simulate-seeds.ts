import { planOf, type RecordKind } from './plan.ts'
import { run } from './simulation.ts'

interface Simulated {
  counts: Record<string, number>
  /** What broke, with the seed. */
  failures: string[]
}

/** What happened in so many seeds, five computers and 200 steps each. */
export const simulateSeeds = async (
  first: number,
  seeds: number,
  record: RecordKind = 'model',
): Promise<Simulated> => {
  const simulated: Simulated = { counts: {}, failures: [] }
  for (let seed = first; seed < first + seeds; seed++) {
    const { counts, failure } = await run(planOf({ seed, clients: 5, ops: 200, record }))
    if (failure) simulated.failures.push(`seed ${seed}: ${failure.message}`)
    for (const [what, n] of Object.entries(counts))
      simulated.counts[what] = (simulated.counts[what] ?? 0) + n
  }
  return simulated
}

/** A simulation in which one of these never happens proves nothing about it. */
export const mustHappen = [
  'back-up',
  'buckets forgotten',
  'clients renumbered',
  'clone',
  'close',
  'deed assign-task',
  'deed create-project',
  'deed create-task',
  'deed delete-task',
  'deed edit-project',
  'deed edit-task',
  'deed move-task',
  'deed order-task',
  'deed remove-member',
  'deed restore-task',
  'deed set-task-status',
  'deed tag-task',
  'discard',
  'epochs taken in',
  'folds',
  'frames doubled',
  'frames late',
  'journals torn',
  'leader changes',
  'leaders frozen',
  'leads seized',
  'members added',
  'members removed',
  'partitions',
  'power lost: after',
  'power lost: before',
  'power lost: torn',
  'pull doubled',
  'push done',
  'push doubled',
  'push gap',
  'push new-epoch',
  'refuse',
  'replies lost',
  'requests lost',
  'restore',
  'retry',
  'roll-back',
  'server killed after a commit',
  'server killed before a commit',
  'skew',
  'snapshot pages',
  'sockets dropped',
  'unreport',
  'wake',
  'wreck',
]
