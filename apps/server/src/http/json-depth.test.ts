import { expect, test } from 'vitest'
import { nestsDeeperThan } from './json-depth.ts'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

test('nesting is counted to the limit and not beyond', () => {
  expect(nestsDeeperThan(nested(64), 64)).toBe(false)
  expect(nestsDeeperThan(nested(65), 64)).toBe(true)
  expect(nestsDeeperThan('{"a":{"b":[1]}}', 3)).toBe(false)
  expect(nestsDeeperThan('{"a":{"b":[1]}}', 2)).toBe(true)
})

test('siblings are not nesting', () => {
  expect(nestsDeeperThan(`[${'[],'.repeat(1000)}[]]`, 2)).toBe(false)
})

test('brackets in strings do not count, also after escaped quotes and backslashes', () => {
  expect(nestsDeeperThan(JSON.stringify({ a: `"${'['.repeat(100)}` }), 1)).toBe(false)
  expect(nestsDeeperThan(JSON.stringify({ a: '\\', b: '[[[' }), 1)).toBe(false)
  expect(nestsDeeperThan(String.raw`{"a":"\\","b":[[1]]}`, 2)).toBe(true)
})

test('a body 100,000 deep needs no stack to be recognised', () => {
  expect(nestsDeeperThan(nested(100_000), 64)).toBe(true)
  expect(nestsDeeperThan(nested(100_000), 100_000)).toBe(false)
})
