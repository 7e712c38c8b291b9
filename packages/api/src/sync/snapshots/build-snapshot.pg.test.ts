import { type Bucket, projectBucket } from '@holdfast/domain'
import { diskBlobs } from '@holdfast/infra/blobs/disk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSnapshotWorld, type SnapshotWorld } from '../testing/snapshot-world.ts'
import { buildSnapshot } from './build-snapshot.ts'

let world: SnapshotWorld
beforeAll(async () => {
  world = await openSnapshotWorld(diskBlobs)
})
afterAll(() => world[Symbol.asyncDispose]())

describe('a build', () => {
  test('tells what went wrong in its process', async () => {
    await expect(world.build('project:none' as Bucket)).rejects.toThrow('invalid input syntax')
  })

  test('[N7] that is given up ends with its process and leaves no connection', async () => {
    const ann = await world.person('Ann')
    const id = await world.project(ann.userId)
    await world.tasks(ann.userId, id, 20)
    const { test, blobs } = world
    const building = async () => {
      const [{ count } = { count: 0 }] = await test.database.read((reader) =>
        reader.rows<{ count: number }>({
          text: `SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = 'holdfast'
                   AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`,
        }),
      )
      return count
    }
    const given = new AbortController()
    const seen: number[] = []
    const put = async () => {
      seen.push(await building())
      given.abort()
    }
    const page = { rows: 5, bytes: 2 ** 30 }
    const build = buildSnapshot(projectBucket(id), {
      url: test.url,
      blobs: { ...blobs, put },
      page,
      signal: given.signal,
    })
    await expect(build).rejects.toThrow('abort')
    expect(seen).toEqual([1])
    await expect.poll(building).toBe(0)
  })
})
