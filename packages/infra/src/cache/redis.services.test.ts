import { randomUUID } from 'node:crypto'
import { sharedRedis } from '@holdfast/tooling/services'
import { Redis } from 'ioredis'
import { expect, test, vi } from 'vitest'
import { cacheContract } from './contract.ts'
import type { Cache } from './port.ts'
import { redisCache } from './redis.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const { url, version } = await sharedRedis()

const connected = async (prefix: string = randomUUID()): Promise<Cache> => {
  const cache = redisCache({ url, prefix })
  await vi.waitFor(() => expect(cache.life).not.toBeNull(), PATIENCE)
  return cache
}

cacheContract(`redis ${version}`, async () => {
  const cache = await connected()
  return { cache, [Symbol.asyncDispose]: () => cache[Symbol.asyncDispose]() }
})

/** Redis as others see it. */
const openRaw = () => {
  const redis = new Redis(url)
  return { redis, [Symbol.dispose]: () => redis.disconnect() }
}

const put = async (cache: Cache, key: string, value: string) =>
  cache.fill('1', key, await cache.begin('1', key, ['s'], 60_000), value, 60_000)

test('processes of one installation share what is kept, and another installation sees nothing of it', async () => {
  await using one = await connected('ours')
  await using other = await connected('ours')
  await using stranger = await connected('ours.not')
  await put(one, 'a', 'value')
  expect(await other.get('1', 'a')).toBe('value')
  expect(await stranger.get('1', 'a')).toBeNull()
  await put(stranger, 'a', 'theirs')
  await one.keepOnly('2')
  expect(await other.get('1', 'a')).toBeNull()
  expect(await stranger.get('1', 'a')).toBe('theirs')
  expect(other.life).toBe(one.life)
})

test('whatever else lies under a key counts as nothing, and is replaced', async () => {
  await using cache = await connected('foreign')
  using raw = openRaw()
  const { redis } = raw
  const keys = {
    string: 'foreign:1:a',
    list: 'foreign:1:b',
    hash: 'foreign:1:c',
    stamp: 'foreign:1:s',
  }
  await redis.set(keys.string, 'x')
  await redis.rpush(keys.list, 'x')
  await redis.hset(keys.hash, 'v', 'x')
  await redis.rpush(keys.stamp, 'x')
  for (const key of ['a', 'b', 'c']) {
    expect(await cache.get('1', key)).toBeNull()
    expect(await put(cache, key, 'ours')).toBe(true)
    expect(await cache.get('1', key)).toBe('ours')
  }
})

test('every key of Redis has an end', async () => {
  await using cache = await connected('ending')
  using raw = openRaw()
  const { redis } = raw
  await put(cache, 'a', 'value')
  await cache.begin('1', 'b', ['t'], 60_000)
  const keys = await redis.keys('ending:*')
  expect(keys).toHaveLength(4)
  for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0)
})

test('a Redis that is out of reach has no life, and everything rejects', async () => {
  const trouble: string[] = []
  await using cache = redisCache({
    url: 'redis://127.0.0.1:1',
    prefix: 'x',
    onTrouble: ({ message }) => trouble.push(message),
  })
  await vi.waitFor(() => expect(trouble.join()).toContain('ECONNREFUSED'), PATIENCE)
  expect(cache.life).toBeNull()
  await expect(cache.get('1', 'a')).rejects.toThrow('out of reach')
  await expect(cache.remove('1', ['a'])).rejects.toThrow('out of reach')
  await expect(cache.removeMatching('1', '*')).rejects.toThrow('out of reach')
})
