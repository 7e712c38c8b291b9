import { randomUUID } from 'node:crypto'
import { sharedRedis } from '@holdfast/tooling/services'
import { expect, test, vi } from 'vitest'
import { counterContract } from './contract.ts'
import type { Allowance, Counter } from './port.ts'
import { redisCounter } from './redis.ts'

const { url, version } = await sharedRedis()

const probe: Allowance = { name: 'probe', most: 1000, window: 60 }

const connected = async (prefix: string = randomUUID()): Promise<Counter> => {
  const counter = redisCounter({ url, prefix })
  await vi.waitFor(() => counter.count(probe, 'a', 1), { timeout: 30_000 })
  return counter
}

counterContract(`redis ${version}`, () => connected())

test('processes of one installation count together, another installation apart', async () => {
  await using one = await connected('ours')
  await using two = await connected('ours')
  await using stranger = await connected('theirs')
  const once: Allowance = { name: 'once', most: 1, window: 600 }
  expect(await one.count(once, 'a', 1)).toBe(0)
  expect(await two.count(once, 'a', 1)).toBeGreaterThan(0)
  expect(await stranger.count(once, 'a', 1)).toBe(0)
})

test('a Redis that is away is said to be', async () => {
  await using counter = redisCounter({ url: 'redis://127.0.0.1:1', prefix: 'x' })
  await expect(counter.count(probe, 'a', 1)).rejects.toThrow('Redis is out of reach')
})
