import type { Pokes } from '@holdfast/db'
import type { Bucket, RowKey } from '@holdfast/domain'
import { behindAtHello, MAX_FRAME_BYTES, type Position, type ServerMessage } from '@holdfast/sync'
import type { Services } from '../../context.ts'
import type { FrameReader } from './frame-reader.ts'
import { type Commits, type Grants, type Round, readCommits, readGrants } from './read-commits.ts'
import { Subscriptions } from './subscriptions.ts'

export interface FanOutOptions extends Pick<Services, 'db' | 'log'> {
  pokes: Pick<Pokes, 'onPoke'>
  /** How often to look without having been poked, in ms. */
  pollEvery: number
  /** Another life of the database has begun: nothing that readers hold holds. */
  onNewEpoch: () => void
}

/** What a reader says that it holds. */
export interface Held {
  epoch: string | null
  positions: Readonly<Record<Bucket, Position>>
}

interface Joining {
  reader: FrameReader
  held: Held
  ready: (behind: Bucket[]) => void
  failed: (error: unknown) => void
}

/** More rows than this are read once the commits are known: so many may well make no frame. */
const MOST_EXPECTED = 100

export const toMessage = (message: ServerMessage): Buffer => Buffer.from(JSON.stringify(message))

/**
 * Carries every commit of the buckets that this process's readers hold to each of them, in order. It
 * reads the commits from the record itself: a poke only says that there are some. One round at a
 * time; readers join between rounds, so that nothing falls between what a reader is told to pull and
 * its first frame.
 */
export class FanOut implements AsyncDisposable {
  readonly #options: FanOutOptions
  readonly #subscriptions = new Subscriptions()
  readonly #stopListening: () => void
  readonly #poll: NodeJS.Timeout
  #joining: Joining[] = []
  #wanted: Set<Bucket> | 'all' = new Set()
  #expected = new Set<RowKey>()
  #working: Promise<void> | null = null
  #epoch: string
  #isClosed = false

  constructor(options: FanOutOptions) {
    this.#options = options
    this.#epoch = options.db.epoch
    this.#stopListening = options.pokes.onPoke((poked, rows = []) => {
      this.#expect(rows)
      this.#want(poked)
    })
    this.#poll = setInterval(() => this.#want('all'), options.pollEvery)
  }

  get readers(): Iterable<FrameReader> {
    return this.#subscriptions.readers
  }

  /**
   * Has the reader sent what comes to the buckets of its person.
   * @param ready told before the first frame which buckets the reader must pull
   * @throws whatever kept it from reading the grants
   */
  join(reader: FrameReader, held: Held, ready: (behind: Bucket[]) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#joining.push({
        reader,
        held,
        ready: (behind) => {
          ready(behind)
          resolve()
        },
        failed: reject,
      })
      this.#work()
    })
  }

  leave(reader: FrameReader): void {
    this.#joining = this.#joining.filter((one) => one.reader !== reader)
    this.#subscriptions.removeReader(reader)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#poll)
    this.#stopListening()
    await this.#working
  }

  #expect(rows: readonly RowKey[]): void {
    if (this.#expected.size + rows.length > MOST_EXPECTED) return
    for (const row of rows) this.#expected.add(row)
  }

  #want(buckets: ReadonlySet<Bucket> | 'all'): void {
    // Also buckets that nobody reads: somebody may be about to.
    if (buckets === 'all' || this.#wanted === 'all') this.#wanted = 'all'
    else for (const bucket of buckets) this.#wanted.add(bucket)
    this.#work()
  }

  get #hasWork(): boolean {
    const isWanted = this.#wanted === 'all' || this.#wanted.size > 0
    return !this.#isClosed && (isWanted || this.#joining.length > 0)
  }

  #work(): void {
    this.#working ??= this.#rounds().finally(() => {
      this.#working = null
      // Something may have been asked for after the last look.
      if (this.#hasWork) this.#work()
    })
  }

  async #rounds(): Promise<void> {
    while (this.#hasWork) {
      await Promise.all(this.#joining.splice(0).map((one) => this.#admit(one)))
      const wanted = this.#wanted === 'all' ? [...this.#subscriptions.buckets] : [...this.#wanted]
      const expected = this.#expected
      this.#wanted = new Set()
      this.#expected = new Set()
      try {
        if (await this.#round(wanted, expected)) this.#want(new Set(wanted))
      } catch (error) {
        // The poll tries again.
        this.#options.log.warn({ err: error }, 'commits could not be read to be sent')
      }
    }
  }

  async #admit({ reader, held, ready, failed }: Joining): Promise<void> {
    const { db } = this.#options
    try {
      const grants = await db.readSnapshot((snapshot) => readGrants(snapshot, reader.userId))
      this.#grant(reader, grants)
      ready(this.#behind(held, grants))
    } catch (error) {
      failed(error)
    }
  }

  #behind(held: Held, { buckets, heads }: Grants): Bucket[] {
    const { epoch } = this.#options.db
    const sent = (bucket: Bucket) => this.#subscriptions.positionOf(bucket) ?? 0
    return behindAtHello(held, { epoch, granted: buckets, heads, sent })
  }

  #grant(reader: FrameReader, { buckets, heads }: Grants): void {
    const granted = new Set(buckets)
    for (const bucket of [...this.#subscriptions.bucketsOf(reader)])
      if (!granted.has(bucket)) this.#subscriptions.remove(reader, bucket)
    for (const bucket of buckets) this.#subscriptions.add(reader, bucket, heads.get(bucket) ?? 0)
  }

  /** @returns whether there is more to send */
  async #round(buckets: readonly Bucket[], expected: ReadonlySet<RowKey>): Promise<boolean> {
    const { db, onNewEpoch } = this.#options
    if (this.#epoch !== db.epoch) {
      this.#epoch = db.epoch
      onNewEpoch()
    }
    const positions = new Map<Bucket, Position>()
    for (const bucket of buckets) {
      const position = this.#subscriptions.positionOf(bucket)
      if (position !== undefined) positions.set(bucket, position)
    }
    if (positions.size === 0) return false
    const round = await db.readSnapshot((snapshot) => readCommits(snapshot, positions, expected))
    this.#regrant(round)
    for (const commits of round.commits) this.#send(commits)
    return round.more
  }

  // Before any frame is sent: who has left a bucket gets nothing more of it.
  #regrant({ left, granted }: Round): void {
    for (const { userId, bucket } of left) this.#subscriptions.removePerson(userId, bucket)
    for (const reader of [...this.#subscriptions.readers]) {
      const grants = granted.get(reader.userId)
      if (grants) this.#grant(reader, grants)
    }
  }

  #send(commits: Commits): void {
    const message = frameOf(commits, this.#epoch)
    for (const reader of [...this.#subscriptions.readersOf(commits.bucket)]) reader.send(message)
    this.#subscriptions.moveTo(commits.bucket, commits.to)
  }
}

/** The frame of some commits, or where that is too large the advice to pull. */
const frameOf = ({ bucket, from, to, news, grants }: Commits, epoch: string): Buffer => {
  const tooLarge = (): Buffer => toMessage({ type: 'pull', epoch, bucket, to })
  if (!news) return tooLarge()
  const { rows, removed } = news
  const frame = { type: 'frame', epoch, bucket, from, to, rows, removed } as const
  const message = toMessage(grants ? { ...frame, grants } : frame)
  return message.length > MAX_FRAME_BYTES ? tooLarge() : message
}
