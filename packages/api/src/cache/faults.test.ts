import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCache } from '@holdfast/infra/cache/memory'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WorldOfProcesses } from './testing/world-of-processes.ts'

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}))
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const PROCESSES = 3
const everybody = Array.from({ length: PROCESSES }, (_, who) => who)

type Act = (world: WorldOfProcesses, who: number) => void
const read: Act = (world, who) => world.read(who)
const write: Act = (world, who) => world.write(who)
const faults: Act[] = [
  (world, who) => world.kill(who),
  (world, who) => world.end(who),
  (world, who) => world.cut(who),
  (world, who) => world.connect(who),
  (world) => world.memory('pause'),
  (world) => world.memory('continue'),
  (world) => world.memory('flush'),
  (world) => world.killMemory(),
]

const step = fc.record({
  act: fc.oneof(
    { weight: 30, arbitrary: fc.constant(read) },
    { weight: 15, arbitrary: fc.constant(write) },
    { weight: 3, arbitrary: fc.constantFrom(...faults) },
  ),
  who: fc.constantFrom(...everybody),
  /** After the step before, in ms. */
  wait: fc.oneof({ weight: 20, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(500) }),
})
/** In ms. The cache may keep a caller waiting for 50. */
const pause = fc.oneof(
  { weight: 10, arbitrary: fc.nat(2) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 60 }) },
)

/** Until all read from the cache, though they write too; for 30 s at most. */
const untilCached = async (world: WorldOfProcesses): Promise<void> => {
  for (let n = 0; n < 300 && !world.isCached; n++) {
    world.write(n)
    for (let times = 0; times < 3; times++) {
      await vi.advanceTimersByTimeAsync(30)
      for (const who of everybody) world.read(who)
    }
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(world.isCached).toBe(true)
}

test('whoever dies, ends, is cut off or forgets, nobody reads what was before an acknowledged write, and the cache comes back', async () => {
  let hits = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 150, size: 'max' }),
      fc.infiniteStream(pause),
      async (steps, pauses) => {
        const world = new WorldOfProcesses(PROCESSES, {
          openMemory: memoryCache,
          openBreaker,
          pause: () => pauses.next().value ?? 0,
        })
        await untilCached(world)
        const before = world.hits
        for (const { act, who, wait } of steps) {
          await vi.advanceTimersByTimeAsync(wait)
          act(world, who)
        }
        hits += world.hits - before
        world.heal()
        await untilCached(world)
        expect(world.wrong).toEqual([])
      },
    ),
    { numRuns: 50 },
  )
  expect(hits).toBeGreaterThan(20)
})
