import type { Bucket } from '@holdfast/domain'
import {
  type Change,
  type Committed,
  type JournalEntry,
  type Loaded,
  type LoadedPage,
  type Meta,
  needsOutbox,
  needsSent,
  type OutboxEntry,
  PAGE_ROWS,
  type Page,
  planCommit,
  type Store,
} from '@holdfast/sync'
import { BaseChange } from './base-change.ts'
import { decideCommit, rowsIn } from './decide-commit.ts'
import type { Disk, DiskState, Snapshot } from './disk.ts'
import { foldPages } from './fold-pages.ts'
import { loadedPages } from './loaded-pages.ts'
import type { StoreOptions } from './options.ts'
import { pageName } from './page-key.ts'
import { createStoredPageReader } from './read-stored-page.ts'

/** What only this device knows, or what says how it stands with the server: never lost to a power cut. */
const isOwn = ({ type }: Change): boolean =>
  type !== 'delta' && type !== 'forget' && type !== 'acknowledged'

/** The store port over a disk: base rows in compressed pages, what came since in a journal. */
export class PagedStore implements Store {
  private readonly disk: Disk
  private readonly pageRows: number

  constructor(disk: Disk, { pageRows = PAGE_ROWS }: Pick<StoreOptions, 'pageRows'>) {
    this.disk = disk
    this.pageRows = pageRows
  }

  async load(): Promise<Loaded> {
    let snapshot = await this.disk.snapshot()
    if (!isWhole(snapshot.state, snapshot.journal)) {
      await this.abandonBase()
      snapshot = await this.disk.snapshot()
    }
    const { state, outbox, journal = [], pages } = snapshot
    return { meta: state.meta, outbox, journal, pages: this.pages(pages, new BaseChange(journal)) }
  }

  commit(changes: readonly Change[]): Promise<Committed> {
    const reads = { outbox: needsOutbox(changes), sent: needsSent(changes) }
    return this.disk.update({ ...reads, strict: changes.some(isOwn) }, (now) =>
      decideCommit(now, changes),
    )
  }

  async since(seq: number): Promise<JournalEntry[] | 'folded'> {
    const { state, entries } = await this.disk.journal(seq)
    if (seq < state.meta.foldedThrough) return 'folded'
    // A torn journal is mended by the load that 'folded' brings about.
    return isWhole(state, entries, seq) ? entries : 'folded'
  }

  async outbox(): Promise<{ meta: Meta; entries: OutboxEntry[] }> {
    const { state, outbox } = await this.disk.head()
    return { meta: state.meta, entries: outbox }
  }

  async fold(): Promise<number> {
    const { state, entries } = await this.disk.journal(0)
    if (!isWhole(state, entries)) {
      await this.abandonBase()
      return 0
    }
    const last = entries.at(-1)
    if (!last) return 0
    const unreadable: Bucket[] = []
    const pages = await foldPages(new BaseChange(entries), {
      keys: await this.disk.pageKeys(),
      through: last.seq,
      pageRows: this.pageRows,
      read: (keys) => this.read(keys, unreadable),
    })
    return this.disk.update({ outbox: true, sent: false, strict: true }, (now) => {
      const { meta, rowsWaiting } = now.state
      if (meta.foldedThrough !== state.meta.foldedThrough) return { result: 0 }
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

  /** The journal is torn: what the server can send again goes, and is joined again. */
  private abandonBase(): Promise<void> {
    return this.disk.update({ outbox: true, sent: false, strict: true }, ({ state, ...held }) => {
      const { positions, joins } = state.meta
      const buckets = Object.keys({ ...positions, ...joins }) as Bucket[]
      const {
        meta,
        events: _,
        stale: __,
        ...ledger
      } = planCommit({ meta: state.meta, ...held }, [{ type: 'forget', buckets }])
      // A number past the last one tells every tab that what it has is not to be continued.
      const lastSeq = state.lastSeq + 1
      const writes = {
        ...ledger,
        state: { meta: { ...meta, foldedThrough: lastSeq }, lastSeq, rowsWaiting: 0 },
        journalDeletesThrough: lastSeq,
        pageDeletes: [''],
      }
      return { writes, result: undefined }
    })
  }
}

/** Is every entry after `seq` there, to the last? */
const isWhole = (
  state: DiskState,
  entries: JournalEntry[] | undefined,
  seq = state.meta.foldedThrough,
): entries is JournalEntry[] =>
  entries?.length === state.lastSeq - seq && entries.every((entry, i) => entry.seq === seq + 1 + i)
