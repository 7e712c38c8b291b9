import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import type { Snapshot, StreamedSize } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import type { BlobStore } from '@holdfast/infra'
import { PAGE_VERSION, PULL_PAGE_BYTES, type SnapshotPage } from '@holdfast/sync'
import { uuidv7 } from 'uuidv7'
import type { BuildMessage, BuildTask } from './build-messages.ts'
import { pageKeyOf } from './page-blobs.ts'

/**
 * A page ends with the row that makes it longer than this, in bytes of JSON before compression. The
 * first is drawn while the rest arrives; of the others each costs a request and a proof of who asks.
 */
const PAGE: StreamedSize = { first: 1000, rows: 2000, bytes: PULL_PAGE_BYTES }

/** Of gzip. For 100,000 tasks 5 takes 0.3 s and makes 4.53 MB, 6 0.7 s and 4.34, 7 0.95 s and 4.32. */
const LEVEL = 6

export interface BuildOptions {
  /** Of the database. */
  url: string
  blobs: BlobStore
  page?: StreamedSize
  /** Gives the build up; what it had put stays until it is swept. */
  signal?: AbortSignal
}

/** Of the building process: its heap is small, and holds a few pages however long their texts are. */
const HEAP = ['--max-old-space-size=256', '--max-semi-space-size=4']

const startBuilding = (task: BuildTask): ChildProcess => {
  const child = fork(new URL('./build-process.ts', import.meta.url), {
    execArgv: HEAP,
    serialization: 'advanced',
  })
  child.send(task)
  return child
}

/**
 * Reads a bucket as it is at one moment and keeps its pages as blobs. Nobody knows of them until the
 * snapshot is published.
 * @throws what went wrong in the process that builds, or AbortError
 */
export const buildSnapshot = async (
  bucket: Bucket,
  { url, blobs, page = PAGE, signal }: BuildOptions,
): Promise<Snapshot<SnapshotPage>> => {
  const build = uuidv7()
  const child = startBuilding({ url, bucket, page, level: LEVEL })
  const pages: SnapshotPage[] = []
  try {
    for await (const [message] of on(child, 'message', {
      close: ['exit'],
      ...(signal && { signal }),
    })) {
      const said = message as BuildMessage
      if (said.type === 'failed') throw said.error
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
      child.send('kept')
    }
    throw new Error('the process that builds a snapshot ended early')
  } finally {
    if (child.kill('SIGKILL')) await once(child, 'exit')
  }
}
