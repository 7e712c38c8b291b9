import { testCluster } from '@holdfast/db/testing'
import { expect, test } from 'vitest'
import { planOf } from './plan.ts'
import { PostgresAuthority } from './postgres-authority.ts'
import { allRegressions } from './regressions.ts'
import { type RunOptions, run } from './simulation.ts'

const options = (): RunOptions => ({
  openAuthority: (time, rows) => PostgresAuthority.open(testCluster(), time, rows),
})

test.each([1, 2, 3, 4, 5])(
  'no promise is broken with PostgreSQL as the record (seed %i)',
  async (seed) => {
    const plan = planOf({ seed, clients: 5, ops: 150, record: 'postgres' })
    const { failure, counts } = await run(plan, options())
    expect(failure).toBeNull()
    expect(counts['push done']).toBeGreaterThan(0)
  },
  120_000,
)

test('a seed always lives the same life with PostgreSQL as the record', async () => {
  const plan = planOf({ seed: 6, clients: 3, ops: 60, record: 'postgres' })
  const [first, second] = [await run(plan, options()), await run(plan, options())]
  expect(first.failure).toBeNull()
  expect(second.digest).toBe(first.digest)
}, 120_000)

const ofPostgres = allRegressions().filter(([, { plan }]) => plan.record === 'postgres')

test.each(ofPostgres)('what was broken once stays mended: %s', async (_name, { plan }) => {
  expect((await run(plan, options())).failure).toBeNull()
})
