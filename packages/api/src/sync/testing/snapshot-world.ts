import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Poked, StreamedSize } from '@holdfast/db'
import { insertTask } from '@holdfast/db/testing'
import type { Bucket, ProjectId, TaskId, UserId } from '@holdfast/domain'
import type { BlobStore } from '@holdfast/infra'
import { buildSnapshot } from '../snapshots/build-snapshot.ts'
import type { SnapshotLimits } from '../snapshots/due-builds.ts'
import { keepSnapshots, type SnapshotKeeper } from '../snapshots/keep-snapshots.ts'
import { type OpenPage, pagesOf } from '../snapshots/open-page.ts'
import { HoldingDevice } from './holding-device.ts'
import { newTaskId, openSyncWorld, type SyncWorld } from './sync-world.ts'

/** A sync world whose large buckets are kept ready: large is ten tasks here. */
export interface SnapshotWorld extends SyncWorld {
  blobs: BlobStore
  openPage: OpenPage
  poke(poked: Poked): void
  keeper(limits?: Partial<SnapshotLimits>): SnapshotKeeper
  build: (
    bucket: Bucket,
    page?: StreamedSize,
    blobs?: BlobStore,
  ) => ReturnType<typeof buildSnapshot>
  device(userId: UserId): HoldingDevice
  tasks(creator: UserId, projectId: ProjectId | null, count: number): Promise<TaskId[]>
}

const LIMITS: SnapshotLimits = { leastRows: 10, leastChanges: 5 }

/** @param openBlobs the adapter to keep pages with, over a folder */
export const openSnapshotWorld = async (
  openBlobs: (folder: string) => BlobStore,
): Promise<SnapshotWorld> => {
  const world = await openSyncWorld()
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-snapshots-'))
  const blobs = openBlobs(folder)
  const { services, test } = world
  const openPage = pagesOf({ services, blobs })
  const listeners = new Set<(poked: Poked) => void>()
  const pokes = {
    onPoke: (listener: (poked: Poked) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const never = 2 ** 31 - 1
  return {
    ...world,
    blobs,
    openPage,
    poke: (poked) => {
      for (const listener of listeners) listener(poked)
    },
    keeper: (limits) =>
      keepSnapshots({
        services,
        url: test.url,
        blobs,
        pokes,
        limits: { ...LIMITS, ...limits },
        debounce: 1,
        lookEvery: never,
      }),
    build: (bucket, page, into = blobs) =>
      buildSnapshot(bucket, { url: test.url, blobs: into, ...(page && { page }) }),
    device: (userId) => new HoldingDevice(services, userId, openPage),
    tasks: (creator, projectId, count) =>
      test.database.transact(async (tx) => {
        const ids = Array.from({ length: count }, newTaskId)
        for (const id of ids) await insertTask(tx, creator, { id, projectId })
        return ids
      }),
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
