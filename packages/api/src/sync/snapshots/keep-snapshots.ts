import { type Pokes, publishSnapshot, whileOnlyOne } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import type { BlobStore } from '@holdfast/infra'
import type { Services } from '../../context.ts'
import { buildSnapshot } from './build-snapshot.ts'
import { dueBuilds, SNAPSHOT_LIMITS, type SnapshotLimits } from './due-builds.ts'
import { sweepPages } from './sweep-pages.ts'

export interface KeepSnapshotsOptions {
  services: Pick<Services, 'db' | 'clock' | 'log'>
  /** Of the database. */
  url: string
  blobs: BlobStore
  pokes: Pick<Pokes, 'onPoke'>
  limits?: SnapshotLimits
  /** How long after the first poke buckets are looked at, in ms. */
  debounce?: number
  /** How often all buckets are looked at and what is left over is swept, in ms. */
  lookEvery?: number
}

const DEBOUNCE = 5000
const LOOK_EVERY = 10 * 60 * 1000

/** Builds snapshots in the background until it is disposed. */
export interface SnapshotKeeper extends AsyncDisposable {
  /** Looks at these buckets, or at all, now. Settles when what was due has been built. */
  look(buckets: ReadonlySet<Bucket> | 'all'): Promise<void>
}

/**
 * Keeps a snapshot of every large bucket ready, and the catalogue and the blobs clean. Of several
 * processes one works; the others hear the same pokes, and look again when it is gone.
 */
export const keepSnapshots = (options: KeepSnapshotsOptions): SnapshotKeeper => {
  const { services, url, blobs, pokes } = options
  const { db, clock, log } = services
  const { limits = SNAPSHOT_LIMITS, debounce = DEBOUNCE, lookEvery = LOOK_EVERY } = options
  const closing = new AbortController()
  const { signal } = closing
  let wanted: Set<Bucket> | 'all' = new Set()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()

  const build = async (bucket: Bucket): Promise<void> => {
    const started = performance.now()
    const snapshot = await buildSnapshot(bucket, { url, blobs, signal })
    // The record was restored meanwhile: what was read is of a life that is over.
    if (snapshot.epoch !== db.epoch || snapshot.pages.length === 0) return
    await db.transact((tx) => publishSnapshot(tx, snapshot, clock()))
    const { n, rows, pages } = snapshot
    const bytes = pages.reduce((sum, page) => sum + page.bytes, 0)
    const ms = Math.round(performance.now() - started)
    log.info({ bucket, n, rows, pages: pages.length, bytes, ms }, 'a snapshot was built')
  }
  const round = async (buckets: ReadonlySet<Bucket> | 'all'): Promise<void> => {
    if (buckets === 'all') await sweepPages({ db, blobs, clock })
    for (const bucket of await dueBuilds(buckets, { db, limits, clock })) {
      if (signal.aborted) return
      await build(bucket)
    }
  }
  const look = (buckets: ReadonlySet<Bucket> | 'all'): Promise<void> => {
    working = working.then(async () => {
      if (signal.aborted) return
      try {
        await whileOnlyOne(db, 'holdfast snapshots', () => round(buckets))
      } catch (error) {
        // Devices get rows instead; the next look tries again.
        if (!signal.aborted) log.warn({ err: error }, 'a snapshot could not be built')
      }
    })
    return working
  }
  const lookSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      const buckets = wanted
      wanted = new Set()
      void look(buckets)
    }, debounce)
  }

  const stopListening = pokes.onPoke((poked) => {
    if (poked === 'all' || wanted === 'all') wanted = 'all'
    else for (const bucket of poked) wanted.add(bucket)
    lookSoon()
  })
  const poll = setInterval(() => void look('all'), lookEvery)
  void look('all')

  return {
    look,
    async [Symbol.asyncDispose]() {
      closing.abort()
      stopListening()
      clearTimeout(timer)
      clearInterval(poll)
      await working
    },
  }
}
