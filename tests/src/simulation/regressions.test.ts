import { expect, test } from 'vitest'
import { allRegressions } from './regressions.ts'
import { run } from './simulation.ts'

const ofModel = allRegressions().filter(([, { plan }]) => plan.record === 'model')

test.each(ofModel)('what was broken once stays mended: %s', async (_name, { plan }) => {
  expect((await run(plan)).failure).toBeNull()
})
