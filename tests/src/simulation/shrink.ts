import type { Plan, Step } from './plan.ts'
import { type RunOptions, run } from './simulation.ts'

const MOST_RUNS = 600

/**
 * The smallest plan found that breaks the same promise: steps left out, computers left out, waits cut
 * short, every store in memory.
 */
export const shrink = async (plan: Plan, what: string, options: RunOptions = {}): Promise<Plan> => {
  let runs = 0
  let best = plan
  const tryOut = async (smaller: Partial<Plan>): Promise<boolean> => {
    if (runs++ >= MOST_RUNS) return false
    const candidate = { ...best, ...smaller }
    const { failure } = await run(candidate, options)
    if (failure?.what !== what) return false
    best = candidate
    return true
  }
  for (let size = Math.ceil(plan.steps.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = best.steps.length - size; at > -size; at -= size)
      await tryOut({ steps: without(best.steps, Math.max(0, at), size) })
  await tryOut({ stores: best.stores.map(() => 'memory' as const) })
  for (let homes = best.stores.length - 1; homes >= 1; homes--) {
    const isFree = best.steps.every(({ home }) => home < homes)
    if (!isFree || !(await tryOut({ stores: best.stores.slice(0, homes) }))) break
  }
  for (const { nth } of best.steps)
    await tryOut({ steps: best.steps.map((one) => (one.nth === nth ? { ...one, wait: 1 } : one)) })
  return best
}

const without = (steps: readonly Step[], at: number, size: number): Step[] => [
  ...steps.slice(0, at),
  ...steps.slice(at + size),
]
