import { expect, test } from 'vitest'
import { mustHappen, simulateSeeds } from './simulate-seeds.ts'

test('no promise is broken in seeds 151 to 225, and everything that can go wrong did', async () => {
  const { counts, failures } = await simulateSeeds(151, 75)
  expect(failures).toEqual([])
  expect(mustHappen.filter((what) => !counts[what])).toEqual([])
}, 240_000)
