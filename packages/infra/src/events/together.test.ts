import { expect, test } from 'vitest'
import { together } from './together.ts'

/** Work that ends when it is told to. */
const heldWork = () => {
  const begun: { all: readonly number[]; end: PromiseWithResolvers<void> }[] = []
  const work = async (all: readonly number[]): Promise<number[]> => {
    const end = Promise.withResolvers<void>()
    begun.push({ all, end })
    await end.promise
    return all.map((one) => one * 10)
  }
  const worksBegun = (count: number) => expect.poll(() => begun.length).toBe(count)
  return { begun, work, worksBegun }
}

test('what comes at once is done together, and each gets its own result', async () => {
  const { begun, work, worksBegun } = heldWork()
  const add = together({ lanes: 1, most: 10 }, work)
  const results = [1, 2, 3].map(add)
  await worksBegun(1)
  begun[0]?.end.resolve()
  expect(await Promise.all(results)).toEqual([10, 20, 30])
  expect(begun.map(({ all }) => all)).toEqual([[1, 2, 3]])
})

test('what comes while every lane is busy waits, and no work is done for more than most', async () => {
  const { begun, work, worksBegun } = heldWork()
  const add = together({ lanes: 2, most: 3 }, work)
  const results = [add(1)]
  await worksBegun(1)
  results.push(add(2))
  await worksBegun(2)
  results.push(...[3, 4, 5, 6].map(add))
  begun[0]?.end.resolve()
  await worksBegun(3)
  begun[1]?.end.resolve()
  begun[2]?.end.resolve()
  await worksBegun(4)
  begun[3]?.end.resolve()
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40, 50, 60])
  expect(begun.map(({ all }) => all)).toEqual([[1], [2], [3, 4, 5], [6]])
})

test('a work that fails is told to those that it was done for, and to no others', async () => {
  const add = together<number, number>({ lanes: 1, most: 2 }, async (all) => {
    if (all.includes(1)) throw new Error('one')
    return all
  })
  const results = await Promise.allSettled([1, 2, 3].map(add))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})
