import { type Bucket, keyOf, type RowKey, rowKey } from '@holdfast/domain'
import {
  type Change,
  type Committed,
  type JournalEntry,
  type JournalEvent,
  type LedgerPlan,
  type Loaded,
  type LoadedPage,
  type Meta,
  type OutboxEntry,
  type SentEntry,
  StorageError,
  type Store,
  type SyncedRow,
} from '@holdfast/sync'
import { BaseChange } from './base-change.ts'
import { decideCommit } from './decide-commit.ts'
import { type DiskState, newDiskState } from './disk.ts'
import { isOpenRow } from './is-open-row.ts'
import { mended } from './mend.ts'
import { assertOwner, type StoreOptions } from './options.ts'
import { createStoredPageReader, type StoredPageReader } from './read-stored-page.ts'

/** What outlives a memory store: all that open the same one see the same things. */
export class MemoryDisk {
  state: DiskState | undefined
  outbox = new Map<number, OutboxEntry>()
  sent = new Map<number, SentEntry>()
  journal: JournalEntry[] = []
  base = new Map<Bucket, Map<RowKey, SyncedRow>>()
  /** What says how far everything is cannot be read: who opens it next mends it. */
  isTorn = false
}

export interface MemoryStoreOptions extends StoreOptions {
  disk?: MemoryDisk
}

/**
 * A store that ends with the process: for tests, and as the measure of the others, since its base
 * lies in plain maps.
 * @throws StorageError
 */
export const openMemoryStore = ({
  disk = new MemoryDisk(),
  ...options
}: MemoryStoreOptions): Store => {
  if (disk.isTorn) mend(disk, options)
  disk.state ??= newDiskState(options.userId, options.newClientId())
  assertOwner(disk.state, options)
  return new MemoryStore(disk)
}

const mend = (disk: MemoryDisk, options: StoreOptions): void => {
  const [outbox, sent] = [sorted(disk.outbox), [...disk.sent.values()]]
  const wreck = { state: undefined, outbox, sent, pieces: ['torn'] }
  const { state, outboxPuts = [], sentPuts = [] } = mended(wreck, options)
  Object.assign(disk, new MemoryDisk(), {
    state,
    outbox: new Map(outboxPuts.map((entry) => [entry.id, entry])),
    sent: new Map(sentPuts.map((one) => [one.entry.id, one])),
  })
}

class MemoryStore implements Store {
  private readonly disk: MemoryDisk
  private closed = false

  constructor(disk: MemoryDisk) {
    this.disk = disk
  }

  async load(): Promise<Loaded> {
    const meta = structuredClone(this.state().meta)
    const { base, journal, outbox } = structuredClone(this.disk)
    return { meta, outbox: sorted(outbox), journal, pages: pagesOf(base, new BaseChange(journal)) }
  }

  async commit(changes: readonly Change[]): Promise<Committed> {
    const read = createStoredPageReader()
    const legible = await Promise.all(changes.map((change) => withRows(change, read)))
    const sent = [...this.disk.sent.values()]
    const now = { state: this.state(), outbox: sorted(this.disk.outbox), sent }
    const { writes, result } = structuredClone(decideCommit(now, legible))
    this.disk.state = writes.state
    for (const id of writes.outboxDeletes) this.disk.outbox.delete(id)
    for (const entry of writes.outboxPuts) this.disk.outbox.set(entry.id, entry)
    this.keepSent(writes)
    this.disk.journal.push(...result.entries)
    this.clear(result.entries)
    return structuredClone(result)
  }

  async since(seq: number): Promise<JournalEntry[] | 'folded'> {
    if (seq < this.state().meta.foldedThrough) return 'folded'
    return structuredClone(this.disk.journal.filter((entry) => entry.seq > seq))
  }

  async outbox(): Promise<{ meta: Meta; entries: OutboxEntry[] }> {
    return structuredClone({ meta: this.state().meta, entries: sorted(this.disk.outbox) })
  }

  async fold(): Promise<number> {
    const state = this.state()
    const folded = this.disk.journal.splice(0)
    for (const { event } of folded) applyToBase(this.disk.base, event)
    const meta = { ...state.meta, foldedThrough: state.lastSeq }
    this.disk.state = { ...state, meta, rowsWaiting: 0 }
    return folded.length
  }

  async tornPieces(): Promise<string[]> {
    return []
  }

  async destroy(): Promise<void> {
    this.state()
    Object.assign(this.disk, new MemoryDisk(), { state: undefined })
    this.closed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true
  }

  private keepSent({ sentDeletes, sentDeletesBefore, sentPuts }: LedgerPlan): void {
    const { sent } = this.disk
    for (const { entry } of sentDeletes) sent.delete(entry.id)
    for (const [id, { at }] of sent) if (at < (sentDeletesBefore ?? '')) sent.delete(id)
    for (const one of sentPuts) sent.set(one.entry.id, one)
  }

  /** What is forgotten goes at once, as pages do. */
  private clear(entries: readonly JournalEntry[]): void {
    const { base } = this.disk
    for (const { event } of entries) {
      if (event.type === 'new-epoch') base.clear()
      if (event.type === 'forgotten') for (const bucket of event.buckets) base.delete(bucket)
    }
  }

  private state(): DiskState {
    if (this.closed || !this.disk.state)
      throw new StorageError('closed', new Error('it was closed'))
    return this.disk.state
  }
}

const sorted = (outbox: ReadonlyMap<number, OutboxEntry>): OutboxEntry[] =>
  [...outbox.values()].sort((a, b) => a.id - b.id)

async function* pagesOf(base: MemoryDisk['base'], journal: BaseChange): AsyncGenerator<LoadedPage> {
  for (const open of [true, false])
    for (const [bucket, rows] of base) {
      const isWanted = (row: SyncedRow) =>
        isOpenRow(row) === open && !journal.covers(bucket, keyOf(row))
      yield { bucket, rows: [...rows.values()].filter(isWanted) }
    }
}

/** Pages are not kept as bytes here. */
const withRows = async (change: Change, read: StoredPageReader): Promise<Change> =>
  change.type === 'page' && !change.rows
    ? { ...change, rows: (await read(change.bytes))?.rows ?? [] }
    : change

const applyToBase = (base: MemoryDisk['base'], event: JournalEvent): void => {
  if (event.type === 'new-epoch') base.clear()
  if (event.type === 'forgotten') for (const bucket of event.buckets) base.delete(bucket)
  if (event.type !== 'delta' && event.type !== 'page') return
  const { bucket, rows, removed } =
    event.type === 'delta' ? event.delta : { ...event, rows: event.rows ?? [], removed: [] }
  const held = base.get(bucket) ?? new Map<RowKey, SyncedRow>()
  base.set(bucket, held)
  for (const row of rows) {
    const known = held.get(keyOf(row))
    if (!known || known.row.version <= row.row.version) held.set(keyOf(row), row)
  }
  for (const { kind, id, version } of removed) {
    const known = held.get(rowKey(kind, id))
    if (known && known.row.version <= version) held.delete(rowKey(kind, id))
  }
}
