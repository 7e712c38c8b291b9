import { expect, test } from 'vitest'
import { mustHappen, simulateSeeds } from './simulate-seeds.ts'

test('no promise is broken in seeds 226 to 300, and everything that can go wrong did', async () => {
  const { counts, failures } = await simulateSeeds(226, 75)
  expect(failures).toEqual([])
  expect(mustHappen.filter((what) => !counts[what])).toEqual([])
}, 240_000)
