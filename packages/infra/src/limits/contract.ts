import { describe, expect, test, vi } from 'vitest'
import type { Allowance, Counter } from './port.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const three: Allowance = { name: 'three', most: 3, window: 600 }
const other: Allowance = { name: 'other', most: 3, window: 600 }
const brief: Allowance = { name: 'brief', most: 1, window: 1 }

/** What every adapter of the counter does. @param name the adapter, with its service's version */
export const counterContract = (name: string, make: () => Promise<Counter>): void => {
  describe(`counter: ${name}`, () => {
    test('lets as much through as is allowed, then says how long it stays closed', async () => {
      await using counter = await make()
      for (let i = 0; i < 3; i++) expect(await counter.count(three, 'a', 1)).toBe(0)
      const wait = await counter.count(three, 'a', 1)
      expect(wait).toBeGreaterThan(0)
      expect(wait).toBeLessThanOrEqual(600_000)
    })

    test('of many at once lets no more through', async () => {
      await using counter = await make()
      const waits = await Promise.all(
        Array.from({ length: 20 }, () => counter.count(three, 'a', 1)),
      )
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
    })

    test('keeps keys and allowances apart', async () => {
      await using counter = await make()
      await counter.count(three, 'a', 4)
      expect(await counter.count(three, 'a', 1)).toBeGreaterThan(0)
      expect(await counter.count(three, 'b', 1)).toBe(0)
      expect(await counter.count(other, 'a', 1)).toBe(0)
    })

    test('takes back what was counted, and forgets', async () => {
      await using counter = await make()
      expect(await counter.count(three, 'a', 3)).toBe(0)
      expect(await counter.count(three, 'a', -1)).toBe(0)
      expect(await counter.count(three, 'a', 1)).toBe(0)
      expect(await counter.count(three, 'a', 1)).toBeGreaterThan(0)
      await counter.forget(three, 'a')
      expect(await counter.count(three, 'a', 3)).toBe(0)
    })

    test('opens again by itself', async () => {
      await using counter = await make()
      await counter.count(brief, 'a', 1)
      expect(await counter.count(brief, 'a', 1)).toBeGreaterThan(0)
      await vi.waitFor(async () => expect(await counter.count(brief, 'a', 1)).toBe(0), {
        timeout: PATIENCE,
        interval: 200,
      })
    })
  })
}
