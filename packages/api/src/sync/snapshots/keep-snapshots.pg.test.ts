import { publishSnapshot } from '@holdfast/db'
import { type Bucket, type ProjectId, projectBucket } from '@holdfast/domain'
import { diskBlobs } from '@holdfast/infra/blobs/disk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { openSnapshotWorld, type SnapshotWorld } from '../testing/snapshot-world.ts'
import { newTaskId } from '../testing/sync-world.ts'
import { PAGE_BLOBS, pageKeyOf } from './page-blobs.ts'

let world: SnapshotWorld
let ann: Caller
beforeEach(async () => {
  world = await openSnapshotWorld(diskBlobs)
  // Blobs are dated by the disk's own clock.
  world.clock.now = new Date()
  ann = await world.person('Ann')
})
afterEach(() => world[Symbol.asyncDispose]())

const HOUR = 60 * 60 * 1000
const later = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms)
}

/** Made by two commits: with its owner, and with its tasks. */
const project = async (tasks: number): Promise<[ProjectId, Bucket]> => {
  const id = await world.project(ann.userId)
  await world.tasks(ann.userId, id, tasks)
  return [id, projectBucket(id)]
}

const offered = async (bucket: Bucket): Promise<number | undefined> => {
  const reply = await world.device(ann.userId).pullOnce()
  if (reply.status !== 'done') throw new Error(reply.status)
  return reply.snapshots.find((offer) => offer.bucket === bucket)?.to
}

const builds = () =>
  world.test.database.read((reader) =>
    reader.rows<{ bucket: Bucket; n: number; build: string }>({
      text: 'SELECT bucket, n, build FROM sync.snapshots ORDER BY n',
    }),
  )

const blobKeys = async (): Promise<string[]> => {
  const keys: string[] = []
  for await (const { key } of world.blobs.list(PAGE_BLOBS)) keys.push(key)
  return keys
}

const change = async (id: ProjectId, count: number): Promise<void> => {
  const client = world.client(ann)
  for (let i = 0; i < count; i++)
    await client.do('create-task', { id: newTaskId(), title: 'More', projectId: id })
}

describe('snapshots are kept', () => {
  // A build is a process of its own, which takes seconds to start on a busy machine: few a test.
  test('[N6] of buckets that are large, from the start', async () => {
    const [, large] = await project(10)
    const [, small] = await project(9)
    await using keeper = world.keeper()
    await keeper.look('all')
    expect([await offered(large), await offered(small)]).toEqual([2, undefined])
  })

  test('[N6] of one that was small as soon as it is large', async () => {
    const [id, bucket] = await project(9)
    await using keeper = world.keeper()
    await keeper.look('all')
    expect(await offered(bucket)).toBeUndefined()
    await change(id, 1)
    await keeper.look(new Set([bucket]))
    expect(await offered(bucket)).toBe(3)
  })

  test('[N6] by what is poked, without being asked', async () => {
    await using keeper = world.keeper()
    await keeper.look('all')
    const [, bucket] = await project(10)
    world.poke(new Set([bucket]))
    await expect.poll(() => offered(bucket), { timeout: 60_000 }).toBe(2)
  })

  test('[N6] and built anew after so many changes or a tenth of the rows, the stale one serving meanwhile', async () => {
    const [id, bucket] = await project(60)
    await using keeper = world.keeper()
    await keeper.look('all')
    await change(id, 5)
    await keeper.look(new Set([bucket]))
    expect(await offered(bucket)).toBe(2)
    await change(id, 2)
    expect(await offered(bucket)).toBe(2)
    await keeper.look(new Set([bucket]))
    expect(await offered(bucket)).toBe(9)
  })

  test('[N6] no more of a bucket that has become small', async () => {
    const [, bucket] = await project(12)
    await using keeper = world.keeper()
    await keeper.look('all')
    await world.test.database.transact((tx) => tx.rows({ text: 'DELETE FROM tasks.tasks' }))
    await keeper.look(new Set([bucket]))
    expect(await offered(bucket)).toBeUndefined()
  })

  test('[N7] by one of several processes', async () => {
    await project(10)
    await project(11)
    await using one = world.keeper()
    await using other = world.keeper()
    await Promise.all([one.look('all'), other.look('all')])
    expect(await builds()).toHaveLength(2)
    const names = new Set((await blobKeys()).map((key) => key.split('/')[1]))
    expect(names.size).toBe(2)
  })

  test('[N7] whatever a build left that was cut off in the middle', async () => {
    const [, bucket] = await project(40)
    const { blobs } = world
    let puts = 0
    const put = async (key: string, bytes: Uint8Array) => {
      if (++puts > 3) throw new Error('cut off')
      await blobs.put(key, bytes)
    }
    const cut = world.build(bucket, { rows: 5, bytes: 2 ** 30 }, { ...blobs, put })
    await expect(cut).rejects.toThrow('cut off')
    expect(await builds()).toEqual([])
    expect(await offered(bucket)).toBeUndefined()
    const left = await blobKeys()
    expect(left).toHaveLength(3)

    await using keeper = world.keeper()
    await keeper.look('all')
    expect(await offered(bucket)).toBe(2)
    // It may have been at work still: only an hour later it is known to be dead.
    expect(await blobKeys()).toEqual(expect.arrayContaining(left))
    later(2 * HOUR)
    await keeper.look('all')
    const [{ build = '' } = {}] = await builds()
    expect(await blobKeys()).toEqual([pageKeyOf(build, 0)])
  })

  test('[N7] again when a page of one is lost', async () => {
    const [, bucket] = await project(10)
    await using keeper = world.keeper()
    await keeper.look('all')
    const [before] = await builds()
    await world.blobs.delete(await blobKeys())
    await keeper.look('all')
    const [after] = await builds()
    expect(after?.build).not.toBe(before?.build)
    expect(await offered(bucket)).toBe(2)
  })

  test('[N8] for an hour after there is a newer one, and then withdrawn', async () => {
    const [id, bucket] = await project(10)
    await using keeper = world.keeper()
    await keeper.look('all')
    await change(id, 5)
    await keeper.look('all')
    const old = () => world.openPage(ann.userId, { bucket, to: 2, index: 0 })
    expect(await offered(bucket)).toBe(7)
    later(HOUR - 1)
    await keeper.look('all')
    expect(await (await old())?.body()).toBeInstanceOf(Uint8Array)
    later(1)
    expect(await old()).toBeNull()
    later(HOUR)
    await keeper.look('all')
    expect(await builds()).toMatchObject([{ bucket, n: 7 }])
    expect(await blobKeys()).toHaveLength(1)
  })

  test('[N8] not beyond another life of the database, nor beyond their bucket', async () => {
    const [, bucket] = await project(10)
    const [, gone] = await project(10)
    await using keeper = world.keeper()
    await keeper.look('all')
    const foreign = { ...(await world.build(bucket)), epoch: 'another life' }
    await world.test.database.transact((tx) => publishSnapshot(tx, foreign, world.clock.now))
    await world.test.database.transact(async (tx) => {
      await tx.rows({
        text: 'DELETE FROM tasks.tasks WHERE project_id = $1',
        values: [gone.slice(8)],
      })
      await tx.rows({ text: 'DELETE FROM tasks.projects WHERE id = $1', values: [gone.slice(8)] })
    })
    await keeper.look('all')
    expect(await builds()).toMatchObject([{ bucket, n: 2 }])
    expect((await builds())[0]?.build).not.toBe(foreign.build)
    expect(await offered(bucket)).toBe(2)
  })
})
