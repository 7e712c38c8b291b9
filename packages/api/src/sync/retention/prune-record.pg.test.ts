import { publishSnapshot } from '@holdfast/db'
import {
  type Bucket,
  keyOf,
  type ProjectId,
  projectBucket,
  rowKey,
  type TaskId,
  userBucket,
} from '@holdfast/domain'
import { diskBlobs } from '@holdfast/infra/blobs/disk'
import { MAX_PUSH } from '@holdfast/sync'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import { openSnapshotWorld, type SnapshotWorld } from '../testing/snapshot-world.ts'
import { newTaskId } from '../testing/sync-world.ts'
import { pruneRecord } from './prune-record.ts'

let world: SnapshotWorld
let ann: Caller
let project: ProjectId
let bucket: Bucket
beforeEach(async () => {
  world = await openSnapshotWorld(diskBlobs)
  world.clock.now = new Date()
  ann = await world.person('Ann')
  project = await world.project(ann.userId)
  bucket = projectBucket(project)
})
afterEach(() => world[Symbol.asyncDispose]())

const DAY = 24 * 60 * 60 * 1000
const { signal } = new AbortController()
const prune = (days: number, batch = 3, until = signal) =>
  pruneRecord({ db: world.services.db, clock: () => new Date(Date.now() + days * DAY) }, until, {
    batch,
    pause: 0,
  })

const ask = <T extends object>(text: string, ...values: unknown[]): Promise<T[]> =>
  world.test.database.read((reader) => reader.rows({ text, values }) as Promise<T[]>)
const logged = async () => (await ask<{ id: string }>('SELECT id FROM sync.change_log')).length
const commitsOf = async (of: Bucket): Promise<number[]> =>
  (await ask<{ n: number }>('SELECT n FROM sync.commits WHERE bucket = $1 ORDER BY n', of)).map(
    ({ n }) => n,
  )

const create = async (projectId: ProjectId | null = project): Promise<TaskId> => {
  const id = newTaskId()
  await world.client(ann).do('create-task', { id, title: 'Dig', projectId })
  return id
}
const keys = (device: HoldingDevice, of = bucket) => device.rows(of).map(keyOf).sort()

describe('the log', () => {
  test('[N9] is kept for 30 days and then goes, commit by commit', async () => {
    for (let i = 0; i < 9; i++) await create()
    const before = await commitsOf(bucket)
    await prune(29.9)
    expect(await commitsOf(bucket)).toEqual(before)
    const { commits } = await prune(30.1)
    expect(commits).toBeGreaterThanOrEqual(before.length)
    expect(await commitsOf(bucket)).toEqual([])
    expect(await logged()).toBe(0)
    await create()
    expect(await commitsOf(bucket)).toEqual([11])
  })

  test('[N9] reaches back to the oldest snapshot that can be fetched', async () => {
    for (let i = 0; i < 4; i++) await create()
    const snapshot = await world.build(bucket)
    await world.test.database.transact((tx) => publishSnapshot(tx, snapshot, world.clock.now))
    const later = await create()
    await prune(60)
    expect(await commitsOf(bucket)).toEqual([snapshot.n + 1])
    const device = world.device(ann.userId)
    await device.pull()
    expect(keys(device)).toContain(rowKey('task', later))
    expect(device.positions.get(bucket)).toBe(snapshot.n + 1)
  })

  test('[N9] of a change of two buckets is kept until both have pruned it', async () => {
    const id = await create(null)
    const client = world.client(ann)
    await client.do('move-task', { id, projectId: { base: null, value: project } })
    const snapshot = await world.build(bucket)
    const early = { ...snapshot, n: snapshot.n - 1 }
    await world.test.database.transact((tx) => publishSnapshot(tx, early, world.clock.now))
    await prune(60)
    expect(await commitsOf(userBucket(ann.userId))).toEqual([])
    expect(await commitsOf(bucket)).toEqual([snapshot.n])
    expect(await ask('SELECT id FROM sync.change_log')).toMatchObject([{ id }])
  })

  test('[N9] is pruned on from where it was stopped', async () => {
    for (let i = 0; i < 6; i++) await create()
    const all = (await commitsOf(bucket)).length
    const stopping = new AbortController()
    const { db } = world.services
    let transactions = 0
    const transact: typeof db.transact = async (fn, options) => {
      if (++transactions === 2) stopping.abort()
      return db.transact(fn, options)
    }
    const clock = () => new Date(Date.now() + 60 * DAY)
    const services = { db: { read: db.read, transact }, clock }
    await pruneRecord(services, stopping.signal, { batch: 2, pause: 0 })
    const left = (await commitsOf(bucket)).length
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(all)
    await prune(60)
    expect(await commitsOf(bucket)).toEqual([])
  })
})

describe('a device behind what the log tells', () => {
  test('[N10] [L6] forgets the bucket and joins it anew, without a gap', async () => {
    const old = await create()
    const device = new HoldingDevice(world.services, ann.userId)
    await device.pull()
    await world.client(ann).do('edit-task', { id: old, title: { base: 'Dig', value: 'Plant' } })
    const gone = await create()
    await world.test.database.transact((tx) =>
      tx.rows({ text: 'DELETE FROM tasks.tasks WHERE id = $1', values: [gone] }),
    )
    await prune(31)
    const late = await create()
    const [reply] = await device.pull()
    expect(reply?.forget).toContain(bucket)
    const fresh = new HoldingDevice(world.services, ann.userId)
    await fresh.pull()
    expect(device.rows(bucket)).toEqual(expect.arrayContaining(fresh.rows(bucket)))
    expect(keys(device)).toEqual(keys(fresh))
    expect(keys(device)).toContain(rowKey('task', late))
    expect(device.positions).toEqual(fresh.positions)
  })

  test('[N10] that is not behind goes on as it was', async () => {
    await create()
    const device = new HoldingDevice(world.services, ann.userId)
    await device.pull()
    await prune(31)
    const late = await create()
    const [reply] = await device.pull()
    expect(reply?.forget).toEqual([])
    expect(keys(device)).toContain(rowKey('task', late))
  })

  test('[N10] begins a join anew that began before', async () => {
    await world.tasks(ann.userId, project, 9)
    const device = new HoldingDevice(world.services, ann.userId)
    while (!device.joins.has(bucket)) await device.pullOnce({ rows: 3, bytes: 2 ** 30 })
    await create()
    await prune(31)
    await device.pull({ rows: 3, bytes: 2 ** 30 })
    const fresh = new HoldingDevice(world.services, ann.userId)
    await fresh.pull()
    expect(keys(device)).toEqual(keys(fresh))
    expect(device.positions).toEqual(fresh.positions)
  })

  test('[N10] is offered the snapshot when more came than half of it', async () => {
    const device = world.device(ann.userId)
    await device.pull()
    for (let i = 0; i < 3; i++) await world.tasks(ann.userId, project, 900)
    const snapshot = await world.build(bucket)
    await world.test.database.transact((tx) => publishSnapshot(tx, snapshot, world.clock.now))
    await create()
    const [reply] = await device.pull()
    expect(reply).toMatchObject({ forget: [bucket], snapshots: [{ bucket, to: snapshot.n }] })
    expect(keys(device)).toHaveLength(2703)
  })

  test('[N10] joins by rows after a commit too large to be told whole', async () => {
    const device = world.device(ann.userId)
    await device.pull()
    const snapshot = await world.build(bucket)
    await world.test.database.transact((tx) => publishSnapshot(tx, snapshot, world.clock.now))
    await world.test.database.transact((tx) =>
      tx.rows({
        text: `INSERT INTO tasks.tasks (title, order_key, created_by, project_id)
               SELECT 'Dig', 'a0', $1, $2 FROM generate_series(1, 5001)`,
        values: [ann.userId, project],
      }),
    )
    const replies = await device.pull()
    expect(replies[0]).toMatchObject({ forget: [bucket], snapshots: [] })
    expect(replies.length).toBeGreaterThan(5)
    for (const { deltas } of replies)
      expect(deltas.flatMap(({ rows }) => rows).length).toBeLessThanOrEqual(1000)
    expect(keys(device)).toHaveLength(5003)
  })
})

test('[N9] results are kept for 30 days, and the last of each client for good', async () => {
  const client = world.client(ann)
  await client.do('create-task', { id: newTaskId(), title: 'Dig' })
  const rest = () => ask<{ id: number }>('SELECT id FROM sync.mutations ORDER BY id')
  await prune(60)
  expect(await rest()).toEqual([{ id: 1 }])
  for (let i = 0; i < MAX_PUSH; i += 250)
    await client.push(...Array.from({ length: 250 }, () => client.intend('noop', {})))
  await prune(29.9)
  expect(await rest()).toHaveLength(MAX_PUSH + 1)
  await prune(30.1)
  const kept = await rest()
  expect(kept).toHaveLength(MAX_PUSH)
  expect(kept[0]).toEqual({ id: 2 })
})

describe('what people were told', () => {
  const notify = (readDaysAgo: number | null) =>
    ask(
      `INSERT INTO users.notifications (user_id, event_id, kind, project_id, created_at, read_at)
       VALUES ($1, gen_random_uuid(), 'project-member-added', $2, now() - interval '400 days',
               now() - make_interval(days => $3))`,
      ann.userId,
      project,
      readDaysAgo,
    )
  const mail = (state: string, hoursAgo: number) =>
    ask(
      `INSERT INTO users.mails (event_id, user_id, state, created_at)
       VALUES (gen_random_uuid(), $1, $2, now() - make_interval(hours => $3))`,
      ann.userId,
      state,
      hoursAgo,
    )

  test('goes 90 days after it was read, and stays while nobody has', async () => {
    for (const days of [null, null, 0, 89, 91, 92, 93, 94]) await notify(days)
    expect(await prune(0)).toMatchObject({ notifications: 4 })
    const left = () => ask('SELECT read_at FROM users.notifications')
    expect(await left()).toHaveLength(4)
    await prune(400)
    expect(await left()).toEqual([{ read_at: null }, { read_at: null }])
  })

  test('by mail is known for 30 days, and a mail that a killed server left is owned to be unknown', async () => {
    for (const [state, hours] of [
      ['sent', 1],
      ['sent', 29 * 24],
      ['sending', 0],
      ['sending', 2],
      ['refused', 30 * 24 + 1],
      ['sending', 31 * 24],
    ] as const)
      await mail(state, hours)
    expect(await prune(0)).toMatchObject({ mails: 2, lostMails: 1 })
    const states = await ask<{ state: string }>('SELECT state FROM users.mails ORDER BY state')
    expect(states.map(({ state }) => state)).toEqual(['sending', 'sent', 'sent', 'unknown'])
    expect(await prune(0)).toMatchObject({ mails: 0, lostMails: 0 })
  })
})
