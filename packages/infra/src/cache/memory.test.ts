import { expect, test } from 'vitest'
import { cacheContract } from './contract.ts'
import { memoryCache } from './memory.ts'

cacheContract('memory', async () => {
  const cache = memoryCache()
  return { cache, [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose]() }
})

test('holds no more than it is allowed, and what was used least goes first', async () => {
  await using cache = memoryCache({ most: 100_000 })
  const text = 'x'.repeat(1000)
  const put = async (key: string) =>
    cache.fill('1', key, await cache.begin('1', key, [], 60_000), text, 60_000)
  await put('first')
  await put('second')
  for (let i = 0; i < 100; i++) {
    await put(`key ${i}`)
    await cache.get('1', 'first')
  }
  expect(await cache.get('1', 'first')).toBe(text)
  expect(await cache.get('1', 'second')).toBeNull()
  expect(await cache.get('1', 'key 99')).toBe(text)
})

test('a value whose stamp had no room left is not given out', async () => {
  await using cache = memoryCache({ most: 20_000 })
  const ticket = await cache.begin('1', 'a', ['s'], 60_000)
  await cache.fill('1', 'a', ticket, 'value', 60_000)
  for (let i = 0; i < 100; i++) {
    await cache.begin('1', `other ${i}`, [], 60_000)
    await cache.get('2', 'a')
  }
  expect(await cache.get('1', 'a')).toBeNull()
})
