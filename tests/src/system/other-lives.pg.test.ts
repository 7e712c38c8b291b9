import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@holdfast/db'
import { createDatabase, dropDatabase, testDatabase } from '@holdfast/db/testing'
import { TaskId } from '@holdfast/domain'
import { decideConfig, openLog, type RunningServer, startServer } from '@holdfast/server'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NodeDevice } from './node-device.ts'

let cluster: string
let name: string
let url: string
let backup: string | undefined
let folder: string
let server: RunningServer

const start = async (port = '0'): Promise<void> => {
  const config = decideConfig({ PORT: port, DATABASE_URL: url, HOLDFAST_DATA: folder })
  server = await startServer(config, openLog('silent'))
}

beforeEach(async () => {
  const made = await testDatabase()
  await made.database.close()
  cluster = made.clusterUrl
  url = made.url
  name = new URL(url).pathname.slice(1)
  folder = await mkdtemp(join(tmpdir(), 'holdfast-lives-'))
  await start()
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  for (const each of [name, backup]) if (each) await dropDatabase(cluster, each)
  backup = undefined
  await rm(folder, { recursive: true, force: true })
})

/** Does it while the server is down, and brings it up again at the same address. */
const whileDown = async (work: () => Promise<void>): Promise<void> => {
  const { port } = new URL(server.url)
  await server[Symbol.asyncDispose]()
  await work()
  await start(port)
}

const backUp = (): Promise<void> =>
  whileDown(async () => {
    backup = `${name}_b`
    await createDatabase(cluster, backup, name)
  })

/** The database as it was then, in another life. Whoever restores may forget to count it. */
const restore = ({ isCounted = true } = {}): Promise<void> =>
  whileDown(async () => {
    await dropDatabase(cluster, name)
    await createDatabase(cluster, name, backup)
    if (!isCounted) return
    await using database = await openDatabase({ url })
    await database.transact(async (tx) => {
      await tx.rows({ text: 'UPDATE sync.epoch SET restores = restores + 1' })
    })
  })

const eventually = (condition: () => boolean) =>
  expect.poll(condition, { timeout: 30_000, interval: 10 }).toBe(true)

const create = (device: NodeDevice, title: string) =>
  device.device.mutate('create-task', { id: TaskId.parse(uuidv7()), title }).durable

const settled = async (device: NodeDevice, ...titles: string[]): Promise<void> => {
  await eventually(() => device.isSettled)
  await eventually(() => device.titles.join() === titles.join())
}

/** What the record has: titles, and how often each was created. */
const recorded = async (): Promise<unknown> => {
  await using database = await openDatabase({ url })
  return await database.read((reader) =>
    reader.rows({
      text: `SELECT t.title, count(*)::int AS times
             FROM tasks.tasks t JOIN audit.activity_log l ON l.entity_id = t.id
             WHERE l.action = 'created' GROUP BY t.id, t.title ORDER BY t.title`,
    }),
  )
}

test.each([true, false])(
  '[A2] [E2] a restore to before acknowledged mutations: they are sent again, exactly once (counted: %s)',
  async (isCounted) => {
    await using device = await NodeDevice.register('ada@example.org', server.url, server.url)
    await create(device, 'Task 1')
    await settled(device, 'Task 1')
    await backUp()
    device.device.syncNow()
    await create(device, 'Task 2')
    await create(device, 'Task 3')
    await settled(device, 'Task 1', 'Task 2', 'Task 3')
    await restore({ isCounted })
    expect(await recorded()).toEqual([{ title: 'Task 1', times: 1 }])
    device.device.syncNow()
    await create(device, 'Task 4')
    await settled(device, 'Task 1', 'Task 2', 'Task 3', 'Task 4')
    expect(await recorded()).toEqual([1, 2, 3, 4].map((n) => ({ title: `Task ${n}`, times: 1 })))
    expect(device.device.status().reissued).toBeNull()
  },
)

test('[P11] [V3] an old version is told so, keeps its work, and sends it when it is renewed', async () => {
  let age = 1
  await using device = await NodeDevice.register(
    'old@example.org',
    server.url,
    server.url,
    (to) => ({
      ...to,
      push: (request, signal) => to.push({ ...request, protocol: request.protocol - age }, signal),
      pull: (request, signal) => to.pull({ ...request, protocol: request.protocol - age }, signal),
      connect: (events) => to.connect(events),
    }),
  )
  await create(device, 'Task 1')
  await eventually(() => device.device.status().link === 'upgrade-required')
  expect(device.device.status()).toMatchObject({ pending: 1, nextTryAt: null })
  expect(await recorded()).toEqual([])
  age = 0
  device.device.syncNow()
  await settled(device, 'Task 1')
  expect(await recorded()).toEqual([{ title: 'Task 1', times: 1 }])
})
