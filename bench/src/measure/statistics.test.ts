import { expect, test } from 'vitest'
import { quantile, rounded, spreadOf } from './statistics.ts'

const oneToHundred = Array.from({ length: 100 }, (_, i) => 100 - i)

test('a quantile is a sample, by the nearest rank', () => {
  expect(quantile(oneToHundred, 0.5)).toBe(50)
  expect(quantile(oneToHundred, 0.95)).toBe(95)
  expect(quantile([7], 0.95)).toBe(7)
  expect(quantile([1, 2, 3], 0.5)).toBe(2)
})

test('a spread names its ends and does not change its samples', () => {
  const samples = [3, 1, 2]
  expect(spreadOf(samples)).toEqual({ n: 3, min: 1, p50: 2, p95: 3, max: 3 })
  expect(samples).toEqual([3, 1, 2])
})

test('without samples there is no spread', () => {
  expect(() => spreadOf([])).toThrow(RangeError)
})

test.each([
  [0.12345, 0.12],
  [12.345, 12.3],
  [12_345.6, 12_346],
])('%d is shown as %d', (value, shown) => {
  expect(rounded(value)).toBe(shown)
})
