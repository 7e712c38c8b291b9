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
  const keeper = new Keeper(options)
  void keeper.look('all')
  return keeper
}

class Keeper implements SnapshotKeeper {
  readonly #options: KeepSnapshotsOptions
  readonly #closing = new AbortController()
  readonly #stopListening: () => void
  readonly #poll: NodeJS.Timeout
  #wanted: Set<Bucket> | 'all' = new Set()
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> = Promise.resolve()

  constructor(options: KeepSnapshotsOptions) {
    this.#options = options
    this.#stopListening = options.pokes.onPoke((poked) => {
      if (poked === 'all' || this.#wanted === 'all') this.#wanted = 'all'
      else for (const bucket of poked) this.#wanted.add(bucket)
      this.#lookSoon()
    })
    this.#poll = setInterval(() => void this.look('all'), options.lookEvery ?? LOOK_EVERY)
  }

  look(buckets: ReadonlySet<Bucket> | 'all'): Promise<void> {
    const { db, log } = this.#options.services
    const { signal } = this.#closing
    this.#working = this.#working.then(async () => {
      if (signal.aborted) return
      try {
        await whileOnlyOne(db, 'holdfast snapshots', () => this.#round(buckets))
      } catch (error) {
        // Devices get rows instead; the next look tries again.
        if (!signal.aborted) log.warn({ err: error }, 'a snapshot could not be built')
      }
    })
    return this.#working
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#stopListening()
    clearTimeout(this.#timer)
    clearInterval(this.#poll)
    await this.#working
  }

  #lookSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const buckets = this.#wanted
      this.#wanted = new Set()
      void this.look(buckets)
    }, this.#options.debounce ?? DEBOUNCE)
  }

  async #round(buckets: ReadonlySet<Bucket> | 'all'): Promise<void> {
    const { services, blobs, limits = SNAPSHOT_LIMITS } = this.#options
    const { db, clock } = services
    if (buckets === 'all') await sweepPages({ db, blobs, clock })
    for (const bucket of await dueBuilds(buckets, { db, limits, clock })) {
      if (this.#closing.signal.aborted) return
      await this.#build(bucket)
    }
  }

  async #build(bucket: Bucket): Promise<void> {
    const { services, url, blobs } = this.#options
    const { db, clock, log } = services
    const started = performance.now()
    const snapshot = await buildSnapshot(bucket, { url, blobs, signal: this.#closing.signal })
    // The record was restored meanwhile: what was read is of a life that is over.
    if (snapshot.epoch !== db.epoch || snapshot.pages.length === 0) return
    await db.transact((tx) => publishSnapshot(tx, snapshot, clock()))
    const { n, rows, pages } = snapshot
    const bytes = pages.reduce((sum, page) => sum + page.bytes, 0)
    const ms = Math.round(performance.now() - started)
    log.info({ bucket, n, rows, pages: pages.length, bytes, ms }, 'a snapshot was built')
  }
}
