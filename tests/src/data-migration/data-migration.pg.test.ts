import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestDatabase, testDatabase } from '@holdfast/db/testing'
import { TaskId } from '@holdfast/domain'
import { startAdmin, startProcess } from '@holdfast/server/testing'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NodeDevice } from '../system/node-device.ts'
import { drillDataMigration } from './drill.ts'

let folder: string
let record: TestDatabase
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-data-migration-'))
  record = await testDatabase()
})
afterEach(async () => {
  await record[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('a data migration that is killed twice does each row once, beside somebody’s own edits', async () => {
  const rows = 5000
  const { url } = record
  const strikes = ['at a held row', 'at a held row'] as const
  const outcome = await drillDataMigration({ url, folder, rows, batch: 100, strikes })
  expect(outcome.wrong).toEqual([])
  expect(outcome.tasks).toBe(rows)
  expect(outcome.changed).toBeGreaterThan(rows / 2)
  expect(outcome.given).toBeGreaterThan(0)
  const [first = 0, second = 0] = outcome.killedAt
  expect(second).toBeGreaterThanOrEqual(first)
  expect(second).toBeLessThan(rows)
  expect(outcome.output).toContain('Finished.')
}, 240_000)

test('beside a running server it reaches devices live', async () => {
  const env = { DATABASE_URL: record.url }
  const server = startProcess(folder, env)
  try {
    const url = await server.ready()
    await using device = await NodeDevice.register('ada@example.org', url, url)
    const id = TaskId.parse(uuidv7())
    device.device.mutate('create-task', { id, title: 'Water the #beans' })
    await expect.poll(() => device.isSettled, { timeout: 30_000 }).toBe(true)
    const tags = () => device.device.queries.tasks({}).get()[0]?.tags
    expect(tags()).toEqual([])
    const foreseen = startAdmin(
      folder,
      ['data-migrate', 'run', 'populate-task-tags', '--dry-run'],
      env,
    )
    expect(await foreseen.exit, foreseen.output()).toBe(0)
    expect(foreseen.output()).toContain('1 rows seen, 1 would be changed.')
    expect(tags()).toEqual([])
    const run = startAdmin(folder, ['data-migrate', 'run', 'populate-task-tags'], env)
    expect(await run.exit, run.output()).toBe(0)
    await expect.poll(tags, { timeout: 30_000 }).toEqual(['beans'])
    const listed = startAdmin(folder, ['data-migrate', 'list'], env)
    expect(await listed.exit).toBe(0)
    expect(listed.output()).toMatch(/^finished +populate-task-tags: .*\n +1 rows seen, 1 changed$/m)
  } finally {
    await server.end('SIGTERM')
  }
}, 240_000)
