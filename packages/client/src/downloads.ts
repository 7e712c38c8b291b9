import type { Bucket } from '@holdfast/domain'
import type { Change, Committed, Epoch, Meta, Position, SyncedRow } from '@holdfast/sync'
import { type Clock, isoNow } from './clock.ts'
import { createStoredPageReader } from './store/read-stored-page.ts'
import { NoSuchPage, type Transport } from './transport.ts'

/** Pages that are fetched at once: one less than browsers open connections, which pushes need too. */
const IN_FLIGHT = 5
/** Pages under way or waiting to be written: what comes while a transaction lasts is in the next. */
const AHEAD = 20

export interface DownloadPorts {
  transport: Pick<Transport, 'snapshotPage'>
  clock: Clock
  /** Does anybody in this process want the rows? Else pages go to the store unread. */
  wantsRows?: boolean
  commit(changes: Change[]): Promise<Committed>
  /** The server has answered. */
  heard(): void
}

interface Wanted {
  bucket: Bucket
  to: Position
  index: number
  hash: string
  part: 'open' | 'closed'
}

interface Fetched {
  rows: SyncedRow[] | null
  bytes: Uint8Array
}

interface Fetching {
  /** When it began, in milliseconds. */
  at: number
  page: Promise<Fetched | 'none'>
}

interface Step {
  meta: Meta
  isPullWanted: boolean
}

/** Fetches the pages of offered snapshots, several at once, and commits them in their order. */
export class Downloads {
  /** Buckets whose snapshot could not be had: their rows are asked for instead. */
  readonly inline = new Set<Bucket>()
  private readonly ports: DownloadPorts
  private read = createStoredPageReader()
  /** Under way, or here and waiting for their turn. */
  private readonly pages = new Map<string, Fetching>()
  private readonly arrived = new Set<string>()
  private wanted: readonly Wanted[] = []
  private isInterrupted = false
  private interrupt: () => void = () => undefined

  constructor(ports: DownloadPorts) {
    this.ports = ports
  }

  /** Something else wants doing: `run` returns, until it is let go on. */
  yield(): void {
    this.isInterrupted = true
    this.interrupt()
  }

  /** To be called before it is looked whether something else wants doing. */
  goOn(): void {
    this.isInterrupted = false
  }

  /** Pages that were asked for before this, in milliseconds, and are not here yet are asked for anew. */
  giveUpSince(since: number): void {
    for (const [name, { at }] of this.pages)
      if (at <= since && !this.arrived.has(name)) this.pages.delete(name)
  }

  /**
   * Fetches and commits page after page.
   * @returns whether a bucket is to be pulled now: it is held, or its snapshot could not be had
   */
  async run(meta: Meta): Promise<boolean> {
    for (let now: Meta | undefined = meta; now && !this.isInterrupted; ) {
      const step: Step | null = await this.step(now)
      if (step?.isPullWanted) return true
      now = step?.meta
    }
    return false
  }

  /** Waits for the next page and commits it, with those behind it that have arrived too. */
  private async step({ epoch, downloads }: Meta): Promise<Step | null> {
    this.wanted = wantedOf(downloads)
    const [first] = this.wanted
    if (!first || epoch === null) return null
    this.forgetOthers(this.wanted)
    this.fetch()
    const interrupted = new Promise<void>((resolve) => {
      this.interrupt = resolve
    })
    await Promise.race([this.pages.get(nameOf(first))?.page, interrupted])
    const isHere = (page: Wanted) => this.arrived.has(nameOf(page))
    const ready = this.wanted.slice(
      0,
      firstWhere(this.wanted, (page) => !isHere(page)),
    )
    if (ready.length === 0) return null
    const fetched = await Promise.all(ready.map((page) => this.take(page)))
    // While these are written, the next are on their way.
    this.wanted = this.wanted.slice(ready.length)
    this.fetch()
    this.ports.heard()
    return this.keep(epoch, ready, fetched)
  }

  private async keep(
    epoch: Epoch,
    pages: readonly Wanted[],
    fetched: readonly (Fetched | 'none' | undefined)[],
  ): Promise<Step> {
    const at = isoNow(this.ports.clock)
    const changes: Change[] = []
    const lost = new Set<Bucket>()
    for (const [i, { bucket, to, index }] of pages.entries()) {
      const page = fetched[i]
      if (!page || lost.has(bucket)) continue
      if (page !== 'none') changes.push({ type: 'page', epoch, bucket, to, index, ...page, at })
      else {
        changes.push({ type: 'abandon', epoch, bucket, to })
        lost.add(bucket)
        this.inline.add(bucket)
      }
    }
    const { meta } = await this.ports.commit(changes)
    if (Object.keys(meta.downloads).length === 0) this.read = createStoredPageReader()
    return { meta, isPullWanted: pages.some(({ bucket }) => !meta.downloads[bucket]) }
  }

  /** Begins what is not under way, as far as connections go; what arrives makes room for more. */
  private fetch(): void {
    for (const page of this.wanted.slice(0, AHEAD)) {
      if (this.pages.size - this.arrived.size >= IN_FLIGHT) return
      const name = nameOf(page)
      if (this.pages.has(name)) continue
      const fetching = { at: this.ports.clock.elapsed(), page: this.fetchPage(page) }
      this.pages.set(name, fetching)
      fetching.page.then(
        () => {
          if (this.pages.get(name) !== fetching) return
          this.arrived.add(name)
          this.fetch()
        },
        // Its turn will come again: then it is fetched anew.
        () => this.pages.get(name) === fetching && this.pages.delete(name),
      )
    }
  }

  private async fetchPage({ bucket, to, index, hash }: Wanted): Promise<Fetched | 'none'> {
    const bytes = await this.ports.transport
      .snapshotPage(bucket, to, index)
      .catch((error: unknown) => {
        if (error instanceof NoSuchPage) return undefined
        throw error
      })
    if (!bytes || (await hashOf(bytes)) !== hash) return 'none'
    if (!this.ports.wantsRows) return { rows: null, bytes }
    const page = await this.read(bytes)
    return page ? { rows: page.rows, bytes } : 'none'
  }

  private take(page: Wanted): Promise<Fetched | 'none'> | undefined {
    const name = nameOf(page)
    const fetched = this.pages.get(name)?.page
    this.pages.delete(name)
    this.arrived.delete(name)
    return fetched
  }

  /** Of buckets that are gone, or are fetched anew, nothing is kept. */
  private forgetOthers(wanted: readonly Wanted[]): void {
    const names = new Set(wanted.map(nameOf))
    for (const name of this.pages.keys())
      if (!names.has(name)) {
        this.pages.delete(name)
        this.arrived.delete(name)
      }
  }
}

const nameOf = ({ bucket, to, index, hash }: Wanted): string => `${bucket}/${to}/${index}/${hash}`

/** What is still to be fetched: open work of all buckets before closed work of any. */
const wantedOf = (downloads: Meta['downloads']): Wanted[] => {
  const pages = (Object.keys(downloads) as Bucket[]).flatMap((bucket): Wanted[] => {
    const { to = 0, pages = [], page = 0 } = downloads[bucket] ?? {}
    return pages.map(({ hash, part }, index) => ({ bucket, to, index, hash, part })).slice(page)
  })
  return ['open', 'closed'].flatMap((wanted) => pages.filter(({ part }) => part === wanted))
}

const firstWhere = <T>(items: readonly T[], test: (item: T) => boolean): number => {
  const at = items.findIndex(test)
  return at < 0 ? items.length : at
}

const hashOf = async (bytes: Uint8Array): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', bytes as BufferSource)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
