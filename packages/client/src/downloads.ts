import type { Bucket } from '@holdfast/domain'
import type { Change, Committed, Epoch, Meta, Position, SyncedRow } from '@holdfast/sync'
import { type Clock, isoNow } from './clock.ts'
import { createStoredPageReader } from './store/read-stored-page.ts'
import { NoSuchPage, type Transport } from './transport.ts'

/** Pages that are fetched at once: one less than browsers open connections, which pushes need too. */
const IN_FLIGHT = 5

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

/** Fetches the pages of offered snapshots, several at once, and commits them in their order. */
export class Downloads {
  /** Buckets whose snapshot could not be had: their rows are asked for instead. */
  readonly inline = new Set<Bucket>()
  private readonly ports: DownloadPorts
  private read = createStoredPageReader()
  /** Under way, or here and waiting for their turn. */
  private readonly pages = new Map<string, Fetching>()
  private readonly arrived = new Set<string>()
  private interrupt: () => void = () => undefined

  constructor(ports: DownloadPorts) {
    this.ports = ports
  }

  /** Something else wants doing: `step` returns. */
  yield(): void {
    this.interrupt()
  }

  /** Pages that were asked for before this, in milliseconds, and are not here yet are asked for anew. */
  giveUpSince(since: number): void {
    for (const [name, { at }] of this.pages)
      if (at <= since && !this.arrived.has(name)) this.pages.delete(name)
  }

  /**
   * Waits for the next page and commits it, with those behind it that have arrived too.
   * @returns whether a bucket is to be pulled now: it is held, or its snapshot could not be had
   */
  async step({ epoch, downloads }: Meta): Promise<boolean> {
    const wanted = wantedOf(downloads)
    const [first] = wanted
    if (!first || epoch === null) return false
    this.forgetOthers(wanted)
    const isHere = this.fetch(wanted, first)
    const interrupted = new Promise<void>((resolve) => {
      this.interrupt = resolve
    })
    await Promise.race([isHere, interrupted])
    const ready = wanted.slice(
      0,
      firstWhere(wanted, (page) => !this.arrived.has(nameOf(page))),
    )
    if (ready.length === 0) return false
    const fetched = await Promise.all(ready.map((page) => this.take(page)))
    // While these are written, the next are on their way.
    this.fetch(wanted.slice(ready.length), wanted[ready.length])
    this.ports.heard()
    return this.keep(epoch, ready, fetched)
  }

  private async keep(
    epoch: Epoch,
    pages: readonly Wanted[],
    fetched: readonly (Fetched | 'none' | undefined)[],
  ): Promise<boolean> {
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
    return pages.some(({ bucket }) => !meta.downloads[bucket])
  }

  /** Begins what is not under way. @returns when the first has arrived; fails where it did not */
  private fetch(wanted: readonly Wanted[], first: Wanted | undefined) {
    for (const page of wanted.slice(0, IN_FLIGHT)) {
      const name = nameOf(page)
      if (this.pages.has(name)) continue
      const fetching = { at: this.ports.clock.now(), page: this.fetchPage(page) }
      this.pages.set(name, fetching)
      fetching.page.then(
        () => this.pages.get(name) === fetching && this.arrived.add(name),
        // Its turn will come again: then it is fetched anew.
        () => this.pages.get(name) === fetching && this.pages.delete(name),
      )
    }
    return first && this.pages.get(nameOf(first))?.page
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
