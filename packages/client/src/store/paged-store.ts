import type { Bucket } from '@holdfast/domain'
import {
  type Change,
  type Committed,
  type JournalEntry,
  type JournalEvent,
  type Loaded,
  type LoadedPage,
  type Meta,
  neededOutbox,
  needsSent,
  type OutboxEntry,
  PAGE_ROWS,
  type Page,
  type Store,
  type SyncedRow,
} from '@holdfast/sync'
import { BaseChange } from './base-change.ts'
import type { PackedDeltas } from './decide-commit.ts'
import type { Disk, DiskState, Now, Snapshot, StoredEntry } from './disk.ts'
import { isForgottenAfter, rowsIn } from './journal-rows.ts'
import { loadedPages } from './loaded-pages.ts'
import type { StoreOptions } from './options.ts'
import { pageName } from './page-key.ts'
import { createStoredPageReader } from './read-stored-page.ts'
import { Torn } from './torn.ts'

/** What only this device knows: never lost to a power cut. What the server said it says again. */
const isOwn = ({ type }: Change): boolean => !fromServer.has(type)

const fromServer: ReadonlySet<Change['type']> = new Set([
  'settle',
  'delta',
  'download',
  'page',
  'abandon',
  'forget',
  'acknowledged',
])

const bringsJoin = (change: Change): boolean =>
  change.type === 'delta' && change.delta.from === null && change.delta.rows.length > 0

/** The store port over a disk: base rows in compressed pages, what came since in a journal. */
export class PagedStore implements Store {
  private readonly disk: Disk
  private readonly options: StoreOptions
  private readonly pageRows: number
  private decisions: Promise<typeof import('./decide-commit.ts')> | undefined
  /** One for all that this tab reads of others' pages, so that equal values are one. */
  private readonly readPage = createStoredPageReader()

  constructor(disk: Disk, options: StoreOptions) {
    this.disk = disk
    this.options = options
    this.pageRows = options.pageRows ?? PAGE_ROWS
  }

  async load(): Promise<Loaded> {
    let snapshot = await this.mending(() => this.disk.snapshot())
    if (!isWhole(snapshot.state, snapshot.journal)) {
      await this.mending(() => this.abandonBase())
      snapshot = await this.mending(() => this.disk.snapshot())
    }
    void this.planning().catch(() => undefined)
    const { state, outbox, journal: stored = [], pages } = snapshot
    const journal = stored.map(({ seq, event }) => ({ seq, event }))
    return { meta: state.meta, outbox, journal, pages: this.pages(pages, new BaseChange(journal)) }
  }

  async commit(changes: readonly Change[]): Promise<Committed> {
    const reads = { outbox: neededOutbox(changes), sent: needsSent(changes) }
    const { decideCommit } = await this.planning()
    const packed = changes.some(bringsJoin) ? await this.packed(changes) : undefined
    return this.mending(() =>
      this.disk.update({ ...reads, strict: changes.some(isOwn) }, (now) =>
        decideCommit(now, changes, packed),
      ),
    )
  }

  /** What a first paint does not need comes after it, but before it is asked for. */
  private async planning(): Promise<typeof import('./decide-commit.ts')> {
    this.decisions ??= import('./decide-commit.ts')
    try {
      return await this.decisions
    } catch (error) {
      this.decisions = undefined
      throw error
    }
  }

  private async packed(changes: readonly Change[]): Promise<PackedDeltas> {
    const { packedJoins } = await import('./packed-joins.ts')
    return packedJoins(changes, this.pageRows)
  }

  async since(seq: number): Promise<JournalEntry[] | 'folded'> {
    const { state, entries } = await this.mending(() => this.disk.journal(seq))
    if (seq < state.meta.foldedThrough) return 'folded'
    // A torn journal is mended by the load that 'folded' brings about.
    return isWhole(state, entries, seq) ? this.unpacked(entries) : 'folded'
  }

  async outbox(): Promise<{ meta: Meta; entries: OutboxEntry[] }> {
    const { state, outbox } = await this.mending(() => this.disk.head())
    return { meta: state.meta, entries: outbox }
  }

  fold(): Promise<number> {
    return this.mending(() => this.foldOnce())
  }

  private async foldOnce(): Promise<number> {
    const { state, entries } = await this.mending(() => this.disk.journal(0))
    if (!isWhole(state, entries)) {
      await this.mending(() => this.abandonBase())
      return 0
    }
    const last = entries.at(-1)
    if (!last) return 0
    const unreadable: Bucket[] = []
    const { foldPages } = await import('./fold-pages.ts')
    const { decideCommit } = await this.planning()
    const pages = await foldPages(new BaseChange(entries), {
      keys: await this.disk.pageKeys(),
      through: last.seq,
      pageRows: this.pageRows,
      read: (keys) => this.read(keys, unreadable),
    })
    return this.disk.update({ outbox: { ids: [] }, sent: false, strict: true }, (now) => {
      const { meta, rowsWaiting } = now.state
      if (meta.foldedThrough !== state.meta.foldedThrough) return { result: 0 }
      // Pages of what was forgotten meanwhile must not come back: the next fold knows of it.
      if (now.state.clearedAt > last.seq) return { result: 0 }
      if (unreadable.length > 0)
        return { ...decideCommit(now, [{ type: 'forget', buckets: unreadable }]), result: 0 }
      const next = {
        ...now.state,
        meta: { ...meta, foldedThrough: last.seq },
        rowsWaiting: rowsWaiting - rowsIn(entries),
      }
      const writes = { ...pages, state: next, journalDeletesThrough: last.seq }
      return { writes, result: entries.length }
    })
  }

  tornPieces(): Promise<string[]> {
    return this.mending(() => this.disk.tornPieces())
  }

  destroy(): Promise<void> {
    return this.disk.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disk.close()
  }

  private async *pages(pages: Snapshot['pages'], journal: BaseChange): AsyncGenerator<LoadedPage> {
    const unreadable = yield* loadedPages(pages, journal)
    if (unreadable.length > 0) await this.commit([{ type: 'forget', buckets: unreadable }])
  }

  /** With the rows that lie in pages; 'folded' when one of them cannot be had any more. */
  private async unpacked(entries: readonly StoredEntry[]): Promise<JournalEntry[] | 'folded'> {
    const isForgotten = isForgottenAfter(entries)
    const wanted = entries.flatMap(({ seq, page }) =>
      page !== undefined && !isForgotten(seq, pageName(page).bucket) ? [page] : [],
    )
    const stored = wanted.length > 0 ? await this.disk.pages(wanted) : []
    const rows = new Map<string, SyncedRow[]>()
    for (const { key, bytes } of stored) {
      const page = await this.readPage(bytes)
      // A load says whether it is torn, or gone with what was forgotten since.
      if (!page) return 'folded'
      rows.set(key, page.rows)
    }
    return entries.map(({ seq, event, page }) => ({
      seq,
      event: page === undefined ? event : withRows(event, rows.get(page) ?? []),
    }))
  }

  private async read(keys: readonly string[], unreadable: Bucket[]): Promise<Page[]> {
    const read = createStoredPageReader()
    const pages: Page[] = []
    for (const stored of await this.disk.pages(keys)) {
      const page = await read(stored.bytes)
      if (page) pages.push(page)
      else unreadable.push(pageName(stored.key).bucket)
    }
    return pages
  }

  /** What meets a torn outbox or meta is done once more when that is mended. */
  private async mending<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Torn)) throw error
      const { mended } = await import('./mend.ts')
      await this.disk.mend((wreck) => mended(wreck, this.options))
      return await work()
    }
  }

  /** The journal is torn: what the server can send again goes, and is joined again. */
  private async abandonBase(): Promise<void> {
    const { withoutBase } = await import('./mend.ts')
    const abandon = (now: Now) => withoutBase(now, this.options)
    return this.disk.update({ outbox: 'all', sent: false, strict: true }, abandon)
  }
}

const withRows = (event: JournalEvent, rows: SyncedRow[]): JournalEvent => {
  if (event.type === 'page') return { ...event, rows }
  return event.type === 'delta' ? { ...event, delta: { ...event.delta, rows } } : event
}

/** Is every entry after `seq` there, to the last? */
const isWhole = (
  state: DiskState,
  entries: StoredEntry[] | undefined,
  seq = state.meta.foldedThrough,
): entries is StoredEntry[] =>
  entries?.length === state.lastSeq - seq && entries.every((entry, i) => entry.seq === seq + 1 + i)
