import { expect, test } from 'vitest'
import { planOf, type StoreKind } from './plan.ts'
import { run } from './simulation.ts'

test.each<[StoreKind, number]>([
  ['memory', 2],
  ['sqlite', 3],
  ['indexeddb', 7],
])(
  'a seed always lives the same life, with stores in %s (seed %i)',
  async (kind, seed) => {
    const plan = planOf({ seed, clients: 5, ops: 120, record: 'model' })
    expect(plan.stores).toContain(kind)
    const [first, second] = [await run(plan), await run(plan)]
    expect(first.failure).toBeNull()
    expect(second.digest).toBe(first.digest)
    expect(second.counts).toEqual(first.counts)
    const other = await run(planOf({ seed: seed + 1, clients: 5, ops: 120, record: 'model' }))
    expect(other.digest).not.toBe(first.digest)
  },
  60_000,
)
