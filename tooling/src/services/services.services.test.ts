import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test, vi } from 'vitest'
import { portAnswers } from './guarded.ts'
import { sharedRabbit, sharedRedis, sharedSmtp, startRabbit, startRedis } from './index.ts'
import { newDatabase } from './redis.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const portOf = (url: string) => Number(new URL(url).port)
const stateOf = (pid: number) => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]

/** What a process of its own runs that starts a service and keeps it. */
const owner = (index: string) => `
  import { startRedis } from ${JSON.stringify(index)}
  const { url, process: { pid } } = await startRedis()
  console.log(JSON.stringify({ url, pid }))`

test('a service ends with the process that started it, even when that is killed', async () => {
  const index = new URL('index.ts', import.meta.url).href
  const program = owner(index.replace('index.ts', 'redis.ts'))
  const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: starter.stdout }), 'line')
  const { url, pid } = JSON.parse(line)
  await portAnswers(portOf(url))
  starter.kill('SIGKILL')
  await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 10_000 })
  await expect(portAnswers(portOf(url))).rejects.toThrow('ECONNREFUSED')
})

test('a Redis that was killed comes back with its data, at the same address', async () => {
  await using redis = await startRedis()
  const given = await newDatabase(redis.url)
  await redis.process.kill()
  await expect(portAnswers(portOf(redis.url))).rejects.toThrow('ECONNREFUSED')
  await redis.process.restart()
  expect(await newDatabase(redis.url)).not.toBe(given)
})

test('a paused service stands still until it continues', async () => {
  await using redis = await startRedis()
  redis.process.pause()
  const answer = newDatabase(redis.url)
  await vi.waitUntil(() => stateOf(redis.process.pid) === 'T', PATIENCE)
  redis.process.continue()
  expect(await answer).toMatch(/\/1$/)
})

test('a RabbitMQ that was killed comes back, beside another one', async () => {
  await using rabbit = await startRabbit()
  const before = rabbit.process.pid
  await rabbit.process.restart()
  expect(rabbit.process.pid).not.toBe(before)
  await portAnswers(portOf(rabbit.url))
}, 240_000)

test('each who asks gets a database and a virtual host that nobody else has', async () => {
  const asked = await Promise.all([sharedRedis(), sharedRedis(), sharedRabbit(), sharedRabbit()])
  expect(new Set(asked.map(({ url }) => url)).size).toBe(4)
  await portAnswers(portOf(sharedSmtp().url))
})
