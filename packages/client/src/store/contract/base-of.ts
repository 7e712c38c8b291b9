import { type Bucket, keyOf, rowKey } from '@holdfast/domain'
import type { JournalEvent, Loaded, Store, SyncedRow } from '@holdfast/sync'

/** Rows by bucket and key, both in order, without buckets that hold nothing. */
export type BaseRows = Record<Bucket, Record<string, SyncedRow>>

/** What the journal and then the pages of a load come to. Of two states of a row the later counts. */
export const baseOf = async (loaded: Loaded): Promise<BaseRows> => {
  const model = new Model()
  for (const { event } of loaded.journal) model.apply(event)
  for await (const { bucket, rows } of loaded.pages) for (const row of rows) model.put(bucket, row)
  return model.rows()
}

/** Everything that a store would give a page that starts now. */
export const contentOf = async (store: Store) => {
  const loaded = await store.load()
  const { foldedThrough: _, ...meta } = loaded.meta
  return { meta, outbox: loaded.outbox, base: await baseOf(loaded) }
}

/** Journal events applied one by one, in the plainest way. */
export class Model {
  private readonly buckets = new Map<Bucket, Map<string, SyncedRow>>()

  apply(event: JournalEvent): void {
    if (event.type === 'new-epoch') this.buckets.clear()
    if (event.type === 'forgotten') for (const name of event.buckets) this.buckets.delete(name)
    if (event.type === 'page') for (const row of event.rows ?? []) this.put(event.bucket, row)
    if (event.type !== 'delta') return
    const { bucket, rows, removed } = event.delta
    for (const row of rows) this.put(bucket, row)
    for (const { kind, id } of removed) this.buckets.get(bucket)?.delete(rowKey(kind, id))
  }

  put(bucket: Bucket, row: SyncedRow): void {
    const rows = this.buckets.get(bucket) ?? new Map<string, SyncedRow>()
    this.buckets.set(bucket, rows)
    const known = rows.get(keyOf(row))
    if (!known || known.row.version <= row.row.version) rows.set(keyOf(row), row)
  }

  rows(): BaseRows {
    const filled = [...this.buckets].filter(([, rows]) => rows.size > 0)
    return Object.fromEntries(
      filled
        .sort(byKey)
        .map(([bucket, rows]) => [bucket, Object.fromEntries([...rows].sort(byKey))]),
    )
  }
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)
