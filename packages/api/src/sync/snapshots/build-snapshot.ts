import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { PageSize, Snapshot } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import type { BlobStore } from '@holdfast/infra'
import { PAGE_ROWS, PAGE_VERSION, PULL_PAGE_BYTES, type SnapshotPage } from '@holdfast/sync'
import { uuidv7 } from 'uuidv7'
import type { BuildMessage, BuildTask } from './build-messages.ts'
import { pageKeyOf } from './page-blobs.ts'

/** A page ends with the row that makes it longer than this, in bytes of JSON before compression. */
const PAGE: PageSize = { rows: PAGE_ROWS, bytes: PULL_PAGE_BYTES }

/** Measured on 100,000 tasks: docs/operating.md. */
const LEVEL = 6

export interface BuildOptions {
  /** Of the database. */
  url: string
  blobs: BlobStore
  page?: PageSize
  /** Gives the build up; what it had put stays until it is swept. */
  signal?: AbortSignal
}

/**
 * Reads a bucket as it is at one moment and keeps its pages as blobs. Nobody knows of them until the
 * snapshot is published.
 * @throws what went wrong in the thread that builds, or AbortError
 */
export const buildSnapshot = async (
  bucket: Bucket,
  { url, blobs, page = PAGE, signal }: BuildOptions,
): Promise<Snapshot<SnapshotPage>> => {
  const build = uuidv7()
  const task: BuildTask = { url, bucket, page, level: LEVEL }
  const worker = new Worker(new URL('./build-worker.ts', import.meta.url), { workerData: task })
  const pages: SnapshotPage[] = []
  try {
    for await (const [message] of on(worker, 'message', {
      close: ['exit'],
      ...(signal && { signal }),
    })) {
      const said = message as BuildMessage
      if (said.type === 'done') {
        const rows = pages.reduce((sum, one) => sum + one.rows, 0)
        return {
          bucket,
          n: said.n,
          build,
          epoch: said.epoch,
          pageVersion: PAGE_VERSION,
          rows,
          pages,
        }
      }
      const { part, rows, hash, bytes } = said
      await blobs.put(pageKeyOf(build, pages.length), bytes)
      pages.push({ part, rows, bytes: bytes.length, hash })
      worker.postMessage('kept')
    }
    throw new Error('the thread that builds a snapshot ended early')
  } finally {
    await worker.terminate()
  }
}
