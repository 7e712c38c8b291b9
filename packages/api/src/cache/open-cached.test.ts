import type { CacheFence } from '@holdfast/db'
import type { Breaker, Cache } from '@holdfast/infra'
import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCache } from '@holdfast/infra/cache/memory'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CountedRecord, counter, fenceInMemory } from './testing/processes.ts'

/** A cache whose memory outlives whoever uses it. */
const kept = (cache: Cache): Cache => ({ ...cache, [Symbol.asyncDispose]: () => Promise.resolve() })

/** Answers some turns of the loop later, as the schedule says. */
const slowed = (cache: Cache, pauses: () => number): Cache => {
  const after = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let turns = pauses(); turns > 0; turns--) await new Promise(setImmediate)
    const answer = await work()
    for (let turns = pauses(); turns > 0; turns--) await new Promise(setImmediate)
    return answer
  }
  return {
    ...kept(cache),
    get: (...args) => after(() => cache.get(...args)),
    begin: (...args) => after(() => cache.begin(...args)),
    fill: (...args) => after(() => cache.fill(...args)),
    remove: (...args) => after(() => cache.remove(...args)),
  }
}

const deed = fc.record({
  who: fc.nat(2),
  does: fc.constantFrom('read' as const, 'read' as const, 'write' as const, 'wait' as const),
})

test('in any order of reads, loads, fills and writes nobody reads what was before an acknowledged write', async () => {
  let hits = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 5, maxLength: 40 }),
      fc.infiniteStream(fc.nat(4)),
      async (deeds, turns) => {
        const pauses = () => turns.next().value ?? 0
        const shared = memoryCache()
        const fence = fenceInMemory()
        const record = new CountedRecord()
        const open = () =>
          record.process(slowed(shared, pauses), fence, { breaker: openBreaker(), budget: 10_000 })
        const processes = [open(), open(), open()]
        await processes[0]?.untilCached()
        const load = async () => {
          const seen = record.value
          for (let left = pauses(); left > 0; left--) await new Promise(setImmediate)
          return seen
        }
        const under: Promise<unknown>[] = []
        for (const { who, does } of deeds) {
          const one = processes[who]
          if (does === 'wait') await new Promise(setImmediate)
          else if (one) under.push(does === 'read' ? one.read(load) : one.write())
        }
        await Promise.all(under)
        for (const one of processes) {
          expect(await one.read(load)).toBe(record.value)
          hits += one.answers.filter((answer) => answer === 'hit').length
          await one[Symbol.asyncDispose]()
        }
      },
    ),
    { numRuns: 100 },
  )
  expect(hits).toBeGreaterThan(100)
})

test('two processes that do not share a memory are right, and go without a cache', async () => {
  const fence = fenceInMemory()
  const record = new CountedRecord()
  await using one = record.process(memoryCache(), fence, { breaker: openBreaker() })
  await one.untilCached()
  await using other = record.process(memoryCache(), fence, { breaker: openBreaker() })
  for (let i = 0; i < 3; i++) {
    const written = await other.write()
    expect(await one.read()).toBe(written)
    expect(await one.write()).toBe(written + 1)
    expect(await other.read()).toBe(written + 1)
  }
})

test('a cache that does not answer is waited for no longer than the budget, then not even asked', async () => {
  const never = () => new Promise<never>(() => undefined)
  const record = new CountedRecord()
  const get = vi.fn(never)
  const silent = { ...memoryCache(), get, begin: never }
  await using one = record.process(silent, fenceInMemory(), { breaker: openBreaker(), budget: 5 })
  for (let i = 0; i < 20; i++) expect(await one.read()).toBe(0)
  expect(new Set(one.answers)).toEqual(new Set(['bypass']))
  expect(get.mock.calls.length).toBeLessThan(10)
})

test('a cache that is asked too late to answer in time is not asked, nor held to be away', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => void vi.restoreAllMocks())
  const fence = fenceInMemory()
  const late: CacheFence = {
    ...fence,
    async read() {
      now += 60
      return fence.read()
    },
  }
  const shared = memoryCache()
  await fence.open(0, shared.life ?? '')
  const budgets: number[] = []
  const breaker: Breaker = {
    isOpen: false,
    async run(work, budget) {
      budgets.push(budget)
      return work(new AbortController().signal)
    },
  }
  const record = new CountedRecord()
  await using one = record.process(shared, late, { breaker, budget: 50 })
  expect(await one.read()).toBe(0)
  expect(one.answers).toEqual(['bypass'])
  await one.untilCached()
  expect(budgets.filter((budget) => budget <= 0)).toEqual([])
})

test('a cache that was closed comes back while others never cease to write', async () => {
  const fence = fenceInMemory()
  const record = new CountedRecord()
  await using one = record.process(memoryCache(), fence, { breaker: openBreaker() })
  await one.untilCached()
  const { era } = await fence.read()
  await fence.close(era)
  await vi.waitFor(
    async () => {
      await one.write()
      expect((await fence.read()).era).toBe(era + 2)
    },
    { timeout: 20_000, interval: 5 },
  )
  await one.untilCached()
})

test('a cache that was closed comes back however seldom it is asked', async () => {
  let idle = 0
  const [steady, wall] = [performance.now.bind(performance), Date.now.bind(Date)]
  vi.spyOn(performance, 'now').mockImplementation(() => steady() + idle)
  vi.spyOn(Date, 'now').mockImplementation(() => wall() + idle)
  onTestFinished(() => void vi.restoreAllMocks())
  const fence = fenceInMemory()
  const record = new CountedRecord()
  await using one = record.process(memoryCache(), fence, { breaker: openBreaker() })
  await one.untilCached()
  const { era } = await fence.read()
  await fence.close(era)
  for (let times = 0; times < 10; times++) {
    idle += 60_000
    await one.read()
    await new Promise(setImmediate)
  }
  expect((await fence.read()).era).toBe(era + 2)
})

test('who asks after a fill was made, and is told of it late, has what was written since', async () => {
  const shared = memoryCache()
  const fence = fenceInMemory()
  const record = new CountedRecord()
  const filled = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  const slow: Cache = {
    ...kept(shared),
    async fill(...asked) {
      const isKept = await shared.fill(...asked)
      filled.resolve()
      await answered.promise
      return isKept
    },
  }
  await fence.open(0, shared.life ?? '')
  const options = { breaker: openBreaker(), budget: 10_000 }
  await using one = record.process(slow, fence, options)
  await using other = record.process(kept(shared), fence, { ...options, breaker: openBreaker() })
  const first = one.read()
  await filled.promise
  const written = await other.write()
  const next = one.read()
  await new Promise(setImmediate)
  answered.resolve()
  expect(await first).toBe(written - 1)
  expect(await next).toBe(written)
})

test('a value that does not fit its schema counts as a miss and is made anew', async () => {
  const shared = memoryCache()
  const fence = fenceInMemory()
  const record = new CountedRecord()
  await using one = record.process(kept(shared), fence, { breaker: openBreaker() })
  await one.untilCached()
  const { era } = await fence.read()
  for (const foreign of ['"text"', '{', 'null']) {
    const space = `test.${era}`
    const ticket = await shared.begin(space, counter.key, [], 60_000)
    await shared.fill(space, counter.key, ticket, foreign, 60_000)
    expect(await one.read()).toBe(0)
    expect(one.answers.at(-1)).toBe('miss')
    await one.untilCached()
  }
})

test('what the fence cannot be asked about is not said to be done', async () => {
  const record = new CountedRecord()
  const fence = { ...fenceInMemory(), read: () => Promise.reject(new Error('no connection')) }
  await using one = record.process(memoryCache(), fence, { breaker: openBreaker() })
  await expect(one.write()).rejects.toThrow('no connection')
  expect(await one.read()).toBe(1)
})
