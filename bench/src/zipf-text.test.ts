import { expect, test } from 'vitest'
import { typed, zipfRank, zipfText, zipfWord } from './zipf-text.ts'

test('every word of the vocabulary is another one', () => {
  const all = Array.from({ length: 20_000 }, (_, rank) => zipfWord(rank))
  expect(new Set(all).size).toBe(all.length)
})

test('few words are met often, and many now and then', () => {
  const ranks = Array.from({ length: 50_000 }, (_, i) => zipfRank(i))
  const share = (most: number) => ranks.filter((rank) => rank < most).length / ranks.length
  expect(share(10)).toBeGreaterThan(0.15)
  expect(share(1000)).toBeLessThan(0.85)
  expect(new Set(ranks).size).toBeGreaterThan(5000)
})

test('a text is the same every time', () => {
  expect(zipfText(3, 16)).toBe(zipfText(3, 16))
  expect(zipfText(3, 16)).not.toBe(zipfText(4, 16))
})

test('a word is typed letter by letter, and once with a letter wrong', () => {
  expect(typed('bake')).toEqual(['ba', 'bak', 'bake', 'baxe'])
})
