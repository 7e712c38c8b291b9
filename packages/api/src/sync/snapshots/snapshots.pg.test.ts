import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { publishSnapshot } from '@holdfast/db'
import { type Bucket, keyOf, projectBucket, type TaskId, userBucket } from '@holdfast/domain'
import { diskBlobs } from '@holdfast/infra/blobs/disk'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { answerPull } from '../pull/answer-pull.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import { openSnapshotWorld, type SnapshotWorld } from '../testing/snapshot-world.ts'
import { newClientId, newTaskId } from '../testing/sync-world.ts'
import { pageKeyOf } from './page-blobs.ts'

let world: SnapshotWorld
let ann: Caller
beforeAll(async () => {
  world = await openSnapshotWorld(diskBlobs)
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

/** A project with tasks of which a third are closed, and its bucket. */
const project = async (tasks: number, ...editors: Caller[]) => {
  const id = await world.project(ann.userId)
  const client = world.client(ann)
  for (const { userId } of editors) await addMember(id, userId)
  const ids = await world.tasks(ann.userId, id, tasks)
  const closing = ids.filter((_, i) => i % 3 === 0)
  await client.push(
    ...closing.map((task) =>
      client.intend('set-task-status', { id: task, status: { base: 'todo', value: 'completed' } }),
    ),
  )
  return { id, ids, bucket: projectBucket(id), client }
}

const addMember = (projectId: string, userId: string) =>
  world.test.database.transact((tx) =>
    tx.rows({
      text: 'INSERT INTO tasks.project_members (project_id, user_id) VALUES ($1, $2)',
      values: [projectId, userId],
    }),
  )

const publish = async (bucket: Bucket, rows = 7) => {
  const snapshot = await world.build(bucket, { rows, bytes: 2 ** 30 })
  await world.test.database.transact((tx) => publishSnapshot(tx, snapshot, world.clock.now))
  return snapshot
}

const sorted = (device: HoldingDevice, bucket: Bucket) =>
  device.rows(bucket).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

/** The bucket as the record has it, by pulls of rows. */
const inRecord = async (caller: Caller, bucket: Bucket) => {
  const device = new HoldingDevice(world.services, caller.userId)
  await device.pull()
  return sorted(device, bucket)
}

const pull = async (caller: Caller, asked: object = {}) => {
  const request = { epoch: null, positions: {}, joins: {}, downloading: [], inline: [], ...asked }
  const reply = await answerPull(world.services, caller.userId, {
    ...request,
    protocol: PROTOCOL,
    clientId: newClientId(),
  })
  if (reply.status !== 'done') throw new Error(reply.status)
  return reply
}

const offeredOf = async (caller: Caller, bucket: Bucket) =>
  (await pull(caller)).snapshots.find((offer) => offer.bucket === bucket)

describe('a snapshot', () => {
  test('[N1] is the bucket exactly as it is at its position, whatever is written meanwhile', async () => {
    const { id, ids, bucket, client } = await project(30)
    const nth = (i: number) => ids[i % 30] as TaskId
    const deeds = [
      () => client.do('create-task', { id: newTaskId(), title: 'New', projectId: id }),
      (i: number) => client.do('edit-task', { id: nth(i), title: { base: '', value: `T${i}` } }),
      (i: number) => {
        const value = i % 2 ? 'completed' : 'todo'
        return client.do('set-task-status', { id: nth(i * 7), status: { base: 'todo', value } })
      },
      (i: number) =>
        client.do('move-task', { id: nth(i * 11), projectId: { base: id, value: null } }),
    ]
    let written = 0
    const { blobs } = world
    const put = async (key: string, bytes: Uint8Array) => {
      await deeds[written % deeds.length]?.(written)
      written++
      return blobs.put(key, bytes)
    }
    const before = await inRecord(ann, bucket)
    const snapshot = await world.build(bucket, { rows: 3, bytes: 2 ** 30 }, { ...blobs, put })
    await world.test.database.transact((tx) => publishSnapshot(tx, snapshot, world.clock.now))
    expect(written).toBeGreaterThan(8)
    expect(snapshot.rows).toBe(before.length)

    const device = world.device(ann.userId)
    const reply = await device.pullOnce()
    expect(reply).toMatchObject({
      snapshots: expect.arrayContaining([expect.objectContaining({ bucket, to: snapshot.n })]),
    })
    expect(sorted(device, bucket)).toEqual(before)
    await device.pull()
    expect(sorted(device, bucket)).toEqual(await inRecord(ann, bucket))
  })

  test('[N1] has open work and who is there before closed work, in pages of the size asked for', async () => {
    const { bucket } = await project(20)
    const { pages } = await publish(bucket, 4)
    const parts = pages.map(({ part }) => part)
    expect(parts).toEqual([...parts].sort().reverse())
    expect(pages.map(({ rows }) => rows)).toEqual([4, 4, 4, 3, 4, 3])
    const heavy = await world.build(bucket, { rows: 100, bytes: 1 })
    expect(heavy.pages.every(({ rows }) => rows === 1)).toBe(true)
    const soon = await world.build(bucket, { first: 2, rows: 8, bytes: 2 ** 30 })
    expect(soon.pages.map(({ rows }) => rows)).toEqual([2, 8, 5, 7])
  })

  test('[N1] of a person’s own bucket has what they made and what they were given', async () => {
    const [dora, emil] = [await world.person('Dora'), await world.person('Emil')]
    const own = await world.tasks(dora.userId, null, 12)
    await world.test.database.transact((tx) =>
      tx.rows({
        text: 'UPDATE tasks.tasks SET assigned_to = $2 WHERE id = $1',
        values: [own[0], emil.userId],
      }),
    )
    const snapshot = await publish(userBucket(dora.userId))
    expect(snapshot.rows).toBe(13)
    expect((await publish(userBucket(emil.userId))).rows).toBe(2)
    const device = world.device(dora.userId)
    await device.pull()
    const bucket = userBucket(dora.userId)
    expect(sorted(device, bucket)).toEqual(await inRecord(dora, bucket))
  })
})

describe('a pull', () => {
  test('[N2] offers a ready snapshot in the place of rows, once it may be seen', async () => {
    const carl = await world.person('Carl')
    const { id, bucket } = await project(12)
    const snapshot = await publish(bucket)
    expect(await offeredOf(carl, bucket)).toBeUndefined()
    await addMember(id, carl.userId)
    const reply = await pull(carl)
    expect(reply.snapshots).toEqual([{ bucket, to: snapshot.n, pages: snapshot.pages }])
    expect(reply.deltas.map((delta) => delta.bucket)).toEqual([userBucket(carl.userId)])
    expect(reply.more).toBe(false)
  })

  test('[N3] says nothing of a bucket that is being fetched, and gives rows where they are asked for', async () => {
    const carl = await world.person('Carl')
    const { id, bucket, client } = await project(12, carl)
    await publish(bucket)
    const fetching = await pull(carl, { downloading: [bucket] })
    expect(fetching).toMatchObject({ forget: [], snapshots: [], more: false })
    expect(fetching.deltas.map((delta) => delta.bucket)).toEqual([userBucket(carl.userId)])
    const inline = await pull(carl, { inline: [bucket] })
    expect(inline.snapshots).toEqual([])
    expect(inline.deltas.find((delta) => delta.bucket === bucket)?.rows).toHaveLength(15)
    await client.do('remove-member', { projectId: id, userId: carl.userId })
    expect((await pull(carl, { downloading: [bucket] })).forget).toEqual([bucket])
  })

  test('[N3] goes on with a join by rows that began before there was a snapshot', async () => {
    const carl = await world.person('Carl')
    const { bucket } = await project(30, carl)
    const device = world.device(carl.userId)
    await device.pullOnce({ rows: 5, bytes: 2 ** 30 })
    await publish(bucket)
    const replies = await device.pull({ rows: 5, bytes: 2 ** 30 })
    expect(replies.flatMap(({ snapshots }) => snapshots)).toEqual([])
    expect(sorted(device, bucket)).toEqual(await inRecord(carl, bucket))
  })

  test('[N2] offers no snapshot of another life of the database or of another format', async () => {
    const { bucket } = await project(12)
    const snapshot = await world.build(bucket)
    for (const other of [{ epoch: 'another life' }, { pageVersion: 0 }]) {
      const foreign = { ...snapshot, ...other, build: crypto.randomUUID() }
      await world.test.database.transact((tx) => publishSnapshot(tx, foreign, world.clock.now))
      expect(await offeredOf(ann, bucket)).toBeUndefined()
      const address = { bucket, to: snapshot.n, index: 0 }
      expect(await world.openPage(ann.userId, address)).toBeNull()
    }
  })
})

describe('a page', () => {
  test('[N5] is had by who may see the bucket, for as long as they may', async () => {
    const carl = await world.person('Carl')
    const { id, bucket, client } = await project(12, carl)
    const { n, pages } = await publish(bucket)
    const page = (caller: Caller, index: number, to = n) =>
      world.openPage(caller.userId, { bucket, to, index })
    expect(await page(carl, 0)).toMatchObject({ hash: pages[0]?.hash, size: pages[0]?.bytes })
    await client.do('remove-member', { projectId: id, userId: carl.userId })
    expect(await page(carl, 1)).toBeNull()
    expect(await page(ann, 1)).not.toBeNull()
    expect(await page(ann, pages.length)).toBeNull()
    expect(await page(ann, 0, n + 1)).toBeNull()
    expect(await page(await world.person('Olga'), 0)).toBeNull()
  })

  test('[N5] that was lost is as one that never was', async () => {
    const { bucket } = await project(12)
    const { n, build } = await publish(bucket)
    await world.blobs.delete([pageKeyOf(build, 0)])
    const page = await world.openPage(ann.userId, { bucket, to: n, index: 0 })
    expect(await page?.body()).toBeNull()
  })

  test('[N4] too large to be held in memory is read as it is sent', async () => {
    const { bucket } = await project(3)
    const snapshot = await publish(bucket, 100)
    const { hash, bytes } = snapshot.pages[0] ?? { hash: '', bytes: 0 }
    const large = new Uint8Array(600 * 1024).fill(7)
    await world.blobs.put(pageKeyOf(snapshot.build, 0), large)
    const page = await world.openPage(ann.userId, { bucket, to: snapshot.n, index: 0 })
    expect(page).toMatchObject({ hash, size: bytes })
    const body = await page?.body()
    if (!(body instanceof Readable)) throw new Error('the page is held in memory')
    expect(new Uint8Array(await buffer(body))).toEqual(large)
  })
})
