import { execFileSync } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { cacheFence } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import type { Cache } from '@holdfast/infra'
import { openBreaker } from '@holdfast/infra/breaker'
import { redisCache } from '@holdfast/infra/cache/redis'
import { type Redis, startRedis } from '@holdfast/tooling/services'
import { expect, test, vi } from 'vitest'
import { CountedRecord, type CounterProcess } from './testing/processes.ts'

/** Longer than a busy machine takes to answer, in ms. */
const BUDGET = 10_000

/**
 * What is asked of it may get lost on its way. Else a Redis that goes on does what it was sent while
 * it stood still, and has forgotten the old value before anybody can read it.
 */
const losing = (cache: Cache, isLost: () => boolean): Cache => {
  const lost = () => Promise.reject(new Error('it got lost'))
  return {
    ...cache,
    get life() {
      return cache.life
    },
    get: (...asked) => (isLost() ? lost() : cache.get(...asked)),
    begin: (...asked) => (isLost() ? lost() : cache.begin(...asked)),
    remove: (...asked) => (isLost() ? lost() : cache.remove(...asked)),
  }
}

/** Two server processes on one Redis and one record, both reading from the cache. */
const openTwo = async (options: { budget?: number } = {}) => {
  await using stack = new AsyncDisposableStack()
  const redis = stack.use(await startRedis())
  const database = stack.use(await testDatabase())
  const record = new CountedRecord()
  const way = { isLost: false }
  const open = (): CounterProcess => {
    const cache = losing(redisCache({ url: redis.url, prefix: 'faults' }), () => way.isLost)
    return stack.use(
      record.process(cache, cacheFence(database.database), { breaker: openBreaker(), ...options }),
    )
  }
  const [one, other] = [open(), open()]
  await one.write()
  await one.untilCached()
  await other.untilCached()
  const opened = stack.move()
  return { redis, record, way, one, other, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** What the operator's own client prints, a line each. */
const command = ({ url }: Redis, ...words: string[]): string[] =>
  execFileSync('redis-cli', ['-u', url, ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')

/** Where the old value lies, as long as nobody has taken the era's values away. */
const placeOf = (redis: Redis): string =>
  command(redis, 'keys', 'faults:*:user:profile:counter')[0] ?? ''

test('what one process wrote, the other reads at once', async () => {
  await using two = await openTwo({ budget: BUDGET })
  const { one, other } = two
  for (let i = 0; i < 50; i++) {
    const [writer, reader] = i % 2 ? [one, other] : [other, one]
    const written = await writer.write()
    expect(await reader.read()).toBe(written)
    expect(await reader.read()).toBe(written)
    expect(reader.answers.at(-1)).toBe('hit')
  }
})

test('a pause between read and fill lets no old value in', async () => {
  await using two = await openTwo()
  const { one, other, record } = two
  await one.write()
  const paused = Promise.withResolvers<void>()
  const loading = Promise.withResolvers<void>()
  const slow = one.read(async () => {
    const old = record.value
    loading.resolve()
    await paused.promise
    return old
  })
  await loading.promise
  const written = await other.write()
  const joined = one.read()
  paused.resolve()
  expect(await slow).toBe(written - 1)
  expect(await joined).toBe(written)
  expect(await other.read()).toBe(written)
})

test('while Redis is killed everything is answered, and no old value is read when it is back', async () => {
  await using two = await openTwo()
  const { redis, one, other } = two
  await redis.process.kill()
  const written = await one.write()
  expect(await one.read()).toBe(written)
  expect(await other.read()).toBe(written)
  await redis.process.restart()
  // The old value came back with it.
  expect(placeOf(redis)).toMatch(/counter$/)
  await vi.waitFor(() => expect(other.cache.life).not.toBeNull())
  expect(await other.read()).toBe(written)
  await one.untilCached()
  await other.untilCached()
  expect(await other.read()).toBe(written)
})

test('what could not be taken out of a Redis that stood still is not read when it goes on', async () => {
  await using two = await openTwo()
  const { redis, way, one, other } = two
  redis.process.pause()
  way.isLost = true
  const written = await one.write()
  expect(await other.read()).toBe(written)
  redis.process.continue()
  way.isLost = false
  expect(await other.read()).toBe(written)
  await one.untilCached()
  await other.untilCached()
  expect(await other.read()).toBe(written)
})

test('an emptied Redis costs one load', async () => {
  await using two = await openTwo()
  const { redis, one, other } = two
  command(redis, 'flushall')
  expect(await other.read()).toBe(1)
  expect(await one.write()).toBe(2)
  await one.untilCached()
  await other.untilCached()
})

test('a Redis that comes back with what it held long ago is not believed', async () => {
  await using two = await openTwo()
  const { redis, one, other } = two
  const [, stored = ''] = command(redis, 'config', 'get', 'dir')
  await cp(`${stored}/appendonlydir`, `${stored}/old`, { recursive: true })
  const written = await one.write()
  await other.untilCached()
  await redis.process.kill()
  await rm(`${stored}/appendonlydir`, { recursive: true })
  await cp(`${stored}/old`, `${stored}/appendonlydir`, { recursive: true })
  await redis.process.restart()
  // It holds the value of before under its old key.
  expect(placeOf(redis)).toMatch(/counter$/)
  await vi.waitFor(() => expect(other.cache.life).not.toBeNull())
  for (let i = 0; i < 20; i++) expect(await other.read()).toBe(written)
  await one.untilCached()
  await other.untilCached()
  expect(await other.read()).toBe(written)
})
