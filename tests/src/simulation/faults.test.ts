import { expect, test } from 'vitest'
import { faultyAuthorities } from './faulty-authorities.ts'
import { faultyDevices } from './faulty-devices.ts'
import { planOf } from './plan.ts'
import { run } from './simulation.ts'

const MOST_SEEDS = 30

/** @returns what broke in the first seed that noticed, or null */
const caught = async (faulty: () => object): Promise<string | null> => {
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    const plan = planOf({ seed, clients: 5, ops: 200, record: 'model' })
    const { failure } = await run(plan, faulty())
    if (failure) return `seed ${seed}: ${failure.what}`
  }
  return null
}

test.each(Object.entries({ ...faultyAuthorities, ...faultyDevices }))(
  `the simulation notices within ${MOST_SEEDS} seeds that %s`,
  async (_name, faulty) => {
    expect(await caught(faulty)).not.toBeNull()
  },
  60_000,
)
