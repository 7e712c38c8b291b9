import type { OwnCommit, Pokes } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
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

export const toMessage = (message: ServerMessage): Buffer => Buffer.from(JSON.stringify(message))

/**
 * Carries every commit of the buckets that this process's readers hold to each of them, in order. It
 * reads the commits from the record itself: a poke only says that there are some. What this very
 * process committed is sent as it is, where nothing of the bucket is missing before it. One round at a
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
  #own: OwnCommit[] = []
  #working: Promise<void> | null = null
  #epoch: string
  #isClosed = false

  constructor(options: FanOutOptions) {
    this.#options = options
    this.#epoch = options.db.epoch
    this.#stopListening = options.pokes.onPoke((poked, own = []) => {
      this.#own.push(...own)
      const known = new Set(own.map(({ bucket }) => bucket))
      this.#want(poked === 'all' ? poked : new Set([...poked].filter((one) => !known.has(one))))
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

  #want(buckets: ReadonlySet<Bucket> | 'all'): void {
    // Also buckets that nobody reads: somebody may be about to.
    if (buckets === 'all' || this.#wanted === 'all') this.#wanted = 'all'
    else for (const bucket of buckets) this.#wanted.add(bucket)
    this.#work()
  }

  get #hasWork(): boolean {
    const isWanted = this.#wanted === 'all' || this.#wanted.size > 0 || this.#own.length > 0
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
      if (this.#joining.length > 0)
        await Promise.all(this.#joining.splice(0).map((one) => this.#admit(one)))
      this.#followEpoch()
      this.#sendOwn()
      const wanted = this.#wanted === 'all' ? [...this.#subscriptions.buckets] : [...this.#wanted]
      this.#wanted = new Set()
      try {
        if (await this.#round(wanted)) this.#want(new Set(wanted))
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

  #followEpoch(): void {
    const { db, onNewEpoch } = this.#options
    if (this.#epoch === db.epoch) return
    this.#epoch = db.epoch
    onNewEpoch()
  }

  /** Whatever does not go on from where its bucket stands is read with what comes before it. */
  #sendOwn(): void {
    const own = this.#own.splice(0).sort((one, other) => one.n - other.n)
    for (const { epoch, bucket, n, rows, removed } of own) {
      const from = this.#subscriptions.positionOf(bucket)
      if (from === undefined || n <= from) continue
      if (n === from + 1 && epoch === this.#epoch) {
        const news = { bucket, from, to: n, rows, removed }
        this.#send({ bucket, from, to: n, news, grants: false })
      } else if (this.#wanted !== 'all') this.#wanted.add(bucket)
    }
  }

  /** @returns whether there is more to send */
  async #round(buckets: readonly Bucket[]): Promise<boolean> {
    const { db } = this.#options
    const positions = new Map<Bucket, Position>()
    for (const bucket of buckets) {
      const position = this.#subscriptions.positionOf(bucket)
      if (position !== undefined) positions.set(bucket, position)
    }
    if (positions.size === 0) return false
    const round = await db.readSnapshot((snapshot) => readCommits(snapshot, positions))
    this.#regrant(round)
    for (const commits of round.commits) this.#send(commits)
    return round.more
  }

  // Before any frame is sent: who has left a bucket gets nothing more of it.
  #regrant({ left, people, granted }: Round): void {
    for (const { userId, bucket } of left) this.#subscriptions.removePerson(userId, bucket)
    for (const [bucket, may] of people)
      for (const reader of [...this.#subscriptions.readersOf(bucket)])
        if (!may.has(reader.userId)) this.#subscriptions.remove(reader, bucket)
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
