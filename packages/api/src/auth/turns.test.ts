import { AppError } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { openTurns } from './turns.ts'

/** Work that ends when it is told to. */
const asking = (atOnce: number) => {
  const turns = openTurns(atOnce)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const ask = (from: string): Promise<string> =>
    turns.take(from, async () => {
      begun.push(from)
      await new Promise<void>((resolve) => ends.push(resolve))
      return from
    })
  const endAll = async (asked: Promise<string>[]) => {
    const all = Promise.allSettled(asked)
    await new Promise(setImmediate)
    while (ends.length > 0) {
      ends.shift()?.()
      await new Promise(setImmediate)
    }
    return all
  }
  return { ask, begun, endAll }
}

test('whoever floods from one network keeps nobody of another waiting', async () => {
  const { ask, begun, endAll } = asking(1)
  const asked = [...Array(30).fill('a'), 'b', 'c', 'b'].map(ask)
  await new Promise(setImmediate)
  expect(begun).toEqual(['a'])
  await endAll(asked)
  expect(begun.slice(0, 6).join('')).toBe('aabcab')
  expect(begun).toHaveLength(33)
})

test('no more is worked at than may be at once', async () => {
  const { ask, begun, endAll } = asking(2)
  const asked = ['a', 'b', 'c'].map(ask)
  await new Promise(setImmediate)
  expect(begun).toEqual(['a', 'b'])
  await endAll(asked)
  expect(begun).toEqual(['a', 'b', 'c'])
})

test('who has too many waiting is told to come again, and others are not', async () => {
  const { ask, endAll } = asking(1)
  const asked = [...Array(60).fill('a'), 'b'].map(ask)
  const ended = await endAll(asked)
  const refused = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  expect(refused).toHaveLength(9)
  for (const reason of refused) expect(reason).toBeInstanceOf(AppError)
  expect(ended.at(-1)).toEqual({ status: 'fulfilled', value: 'b' })
})

test('work that fails gives its turn on', async () => {
  const turns = openTurns(1)
  const failed = turns.take('a', async () => {
    throw new Error('broken')
  })
  await expect(failed).rejects.toThrow('broken')
  expect(await turns.take('a', async () => 1)).toBe(1)
})
