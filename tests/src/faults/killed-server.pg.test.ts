import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '@holdfast/db/testing'
import { TaskId } from '@holdfast/domain'
import { type ServerProcess, startProcess } from '@holdfast/server/testing'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NodeDevice } from '../system/node-device.ts'

const KILL_AT = new URL('kill-at.ts', import.meta.url).href

let folder: string
let record: TestDatabase
const started: ServerProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-killed-'))
  record = await testDatabase()
})
afterEach(async () => {
  for (const { child, end } of started.splice(0)) if (child.exitCode === null) await end('SIGKILL')
  await record[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const port = String(20_000 + Math.floor(Math.random() * 10_000))
const start = (env: Record<string, string> = {}): ServerProcess => {
  const server = startProcess(folder, { PORT: port, DATABASE_URL: record.url, ...env })
  started.push(server)
  return server
}

const settled = (device: NodeDevice) =>
  expect.poll(() => device.isSettled, { timeout: 30_000, interval: 20 }).toBe(true)

test.each(['before-commit', 'after-commit', 'before-reply'])(
  '[P3] [S1] a push whose server is killed %s takes effect exactly once',
  async (point) => {
    const when = join(folder, 'kill')
    const doomed = start({
      KILL_AT: point,
      KILL_WHEN: when,
      NODE_OPTIONS: `--import=${fileURLToPath(KILL_AT)}`,
    })
    const url = await doomed.ready()
    await using device = await NodeDevice.register('ada@example.org', url, url)
    const task = TaskId.parse(uuidv7())
    device.device.mutate('create-task', { id: task, title: 'Dig' })
    await settled(device)

    await writeFile(when, '')
    const title = { base: 'Dig', value: 'Dig deeper' }
    device.device.mutate('edit-task', { id: task, title })
    device.device.mutate('create-task', { id: TaskId.parse(uuidv7()), title: 'Sow' })
    await doomed.exit
    expect(doomed.child.signalCode).toBe('SIGKILL')
    expect(device.device.status().pending).toBe(2)

    await start().ready()
    await settled(device)
    expect(device.titles).toEqual(['Dig deeper', 'Sow'])
    expect(device.device.issues()).toEqual([])
    const count = (text: string) =>
      record.database.read((reader) => reader.rows<{ n: number }>({ text }))
    expect(await count('SELECT count(*) AS n FROM sync.mutations')).toEqual([{ n: 3 }])
    const audited = `SELECT count(*) AS n FROM audit.activity_log WHERE entity_type = 'task'`
    expect(await count(audited)).toEqual([{ n: 3 }])
  },
  90_000,
)
