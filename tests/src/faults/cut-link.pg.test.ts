import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestDatabase, testDatabase } from '@holdfast/db/testing'
import { TaskId } from '@holdfast/domain'
import { decideConfig, openLog, type RunningServer, startServer } from '@holdfast/server'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NodeDevice } from '../system/node-device.ts'
import { TcpProxy } from '../system/tcp-proxy.ts'

const EMAIL = 'ada@example.org'

let folder: string
let record: TestDatabase
let server: RunningServer
let proxy: TcpProxy
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-cut-'))
  record = await testDatabase()
  const config = decideConfig({ PORT: '0', DATABASE_URL: record.url, HOLDFAST_DATA: folder })
  server = await startServer(config, openLog('silent'))
  proxy = await TcpProxy.open(Number(new URL(server.url).port))
})
afterEach(async () => {
  await proxy[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  await record[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const eventually = (condition: () => boolean) =>
  expect.poll(condition, { timeout: 30_000, interval: 10 }).toBe(true)
const create = (device: NodeDevice, title: string) =>
  device.device.mutate('create-task', { id: TaskId.parse(uuidv7()), title }).durable
const counted = async (): Promise<unknown> => {
  const [row] = await record.database.read((reader) =>
    reader.rows({
      text: `SELECT (SELECT count(*) FROM sync.mutations) AS decided,
                    (SELECT count(*) FROM tasks.tasks) AS tasks,
                    (SELECT count(*) FROM audit.activity_log WHERE action = 'created'
                     AND entity_type = 'task') AS audited`,
    }),
  )
  return row
}

test('[P3] answers that get lost are asked for again, and nothing is done twice', async () => {
  await using device = await NodeDevice.register(EMAIL, server.url, proxy.url)
  await eventually(() => device.isSettled)
  for (let round = 1; round <= 5; round++) {
    const { answers } = proxy.lost
    proxy.swallowAnswers()
    await create(device, `Task ${round}`)
    await eventually(() => proxy.lost.answers > answers + 1)
    expect(device.device.status().pending).toBeGreaterThan(0)
    proxy.heal()
    await eventually(() => device.isSettled)
  }
  expect(device.titles).toEqual([1, 2, 3, 4, 5].map((round) => `Task ${round}`))
  expect(await counted()).toEqual({ decided: 5, tasks: 5, audited: 5 })
})

test('[P2] 500 changes made without a link are sent when it heals, each once', async () => {
  await using device = await NodeDevice.register(EMAIL, server.url, proxy.url)
  await using other = await NodeDevice.signIn(EMAIL, server.url, server.url)
  await eventually(() => device.isSettled && other.isSettled)
  proxy.cut()
  const titles = Array.from({ length: 500 }, (_, i) => `Task ${i}`).sort()
  await Promise.all(titles.map((title) => create(device, title)))
  await eventually(() => device.device.status().link === 'offline')
  expect(device.device.status().pending).toBe(500)
  expect(other.titles).toEqual([])

  proxy.heal()
  await eventually(() => device.isSettled)
  await eventually(() => other.titles.length === 500)
  expect(other.titles).toEqual(titles)
  expect(device.titles).toEqual(titles)
  expect(await counted()).toEqual({ decided: 500, tasks: 500, audited: 500 })
})

test('[P3] a link that is cut again and again while much is sent loses and doubles nothing', async () => {
  await using device = await NodeDevice.register(EMAIL, server.url, proxy.url)
  await eventually(() => device.isSettled)
  const titles = Array.from({ length: 60 }, (_, i) => `Task ${i}`).sort()
  for (const [i, title] of titles.entries()) {
    await create(device, title)
    if (i % 6 === 1) proxy.cut()
    if (i % 6 === 3) proxy.heal()
    if (i % 6 === 4) proxy.swallowAnswers()
    if (i % 6 === 5) {
      proxy.heal()
      device.device.syncNow()
      await eventually(() => device.device.status().link === 'online')
    }
  }
  proxy.heal()
  await eventually(() => device.isSettled)
  expect(device.titles).toEqual(titles)
  expect(proxy.lost.connections).toBeGreaterThan(0)
  expect(await counted()).toEqual({ decided: 60, tasks: 60, audited: 60 })
})
