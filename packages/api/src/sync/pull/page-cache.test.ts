import { afterEach, expect, test, vi } from 'vitest'
import { PageCache } from './page-cache.ts'

afterEach(() => vi.restoreAllMocks())

const reading = (bytes = 1) => {
  const read = vi.fn(async () => ({ bytes }))
  return read
}

test('[S15] a page that many ask for at once is read once, and all get it', async () => {
  const cache = new PageCache<{ bytes: number }>()
  const read = reading()
  const pages = await Promise.all(Array.from({ length: 1000 }, () => cache.get('a 1 2', read)))
  expect(read).toHaveBeenCalledTimes(1)
  expect(new Set(pages).size).toBe(1)
  await cache.get('a 2 3', read)
  expect(read).toHaveBeenCalledTimes(2)
})

test('a page that could not be read is read again by the next', async () => {
  const cache = new PageCache<{ bytes: number }>()
  const failing = async () => {
    throw new Error('out of reach')
  }
  await expect(cache.get('a 1 2', failing)).rejects.toThrow('out of reach')
  expect(await cache.get('a 1 2', reading(7))).toEqual({ bytes: 7 })
})

test('pages are kept for 5 s, and no more of them than 32 MiB', async () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const cache = new PageCache<{ bytes: number }>()
  const read = reading(20 * 1024 * 1024)
  await cache.get('a', read)
  await cache.get('a', read)
  expect(read).toHaveBeenCalledTimes(1)
  await cache.get('b', read)
  await cache.get('b', read)
  expect(read).toHaveBeenCalledTimes(2)
  await cache.get('a', read)
  expect(read).toHaveBeenCalledTimes(3)
  now = 5001
  await cache.get('a', read)
  expect(read).toHaveBeenCalledTimes(4)
})
