import { execFileSync } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { cacheFence } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import { redisCache } from '@holdfast/infra/cache/redis'
import { type Redis, startRedis } from '@holdfast/tooling/services'
import { expect, test, vi } from 'vitest'
import { CountedRecord, type CounterProcess } from './testing/processes.ts'

/** Two server processes on one Redis and one record, both reading from the cache. */
const openTwo = async () => {
  await using stack = new AsyncDisposableStack()
  const redis = stack.use(await startRedis())
  const database = stack.use(await testDatabase())
  const record = new CountedRecord()
  const open = (): CounterProcess =>
    stack.use(
      record.process(
        redisCache({ url: redis.url, prefix: 'faults' }),
        cacheFence(database.database),
      ),
    )
  const [one, other] = [open(), open()]
  await one.write()
  await one.untilCached()
  await other.untilCached()
  const opened = stack.move()
  return { redis, record, one, other, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** What the operator's own client prints, a line each. */
const command = ({ url }: Redis, ...words: string[]): string[] =>
  execFileSync('redis-cli', ['-u', url, ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')

test('what one process wrote, the other reads at once', async () => {
  await using two = await openTwo()
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
  expect(await other.read()).toBe(written)
  await one.untilCached()
  await other.untilCached()
  expect(await other.read()).toBe(written)
})

test('what could not be taken out of a Redis that stood still is not read when it goes on', async () => {
  await using two = await openTwo()
  const { redis, one, other } = two
  redis.process.pause()
  const written = await one.write()
  expect(await other.read()).toBe(written)
  redis.process.continue()
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
  expect(command(redis, 'keys', 'faults:*:user:profile:counter')[0]).toMatch(/counter$/)
  await vi.waitFor(() => expect(other.cache.life).not.toBeNull())
  for (let i = 0; i < 20; i++) expect(await other.read()).toBe(written)
  await one.untilCached()
  await other.untilCached()
  expect(await other.read()).toBe(written)
})
