import { type Bucket, keyOf, type RowKey, rowKey } from '@holdfast/domain'
import type { Delta, JournalEntry, Removal, SyncedRow } from '@holdfast/sync'

/** A row as it is now, or that it went. */
export type Fate = { row: SyncedRow } | { removal: Removal }

const versionOf = (fate: Fate): number =>
  'row' in fate ? fate.row.row.version : fate.removal.version

/** What happened to rows, by key. A fate that is older than the known one is ignored. */
export class Fates extends Map<RowKey, Fate> {
  addRow(row: SyncedRow): void {
    this.add(keyOf(row), { row })
  }

  addRemoval(removal: Removal): void {
    this.add(rowKey(removal.kind, removal.id), { removal })
  }

  add(key: RowKey, fate: Fate): void {
    const known = this.get(key)
    if (!known || versionOf(fate) >= versionOf(known)) this.set(key, fate)
  }

  rows(): SyncedRow[] {
    return [...this.values()].flatMap((fate) => ('row' in fate ? [fate.row] : []))
  }

  removals(): Removal[] {
    return [...this.values()].flatMap((fate) => ('removal' in fate ? [fate.removal] : []))
  }
}

/** What journal entries do to the pages of one bucket. */
export interface BucketChange {
  /** Came with a join, so no page has them. */
  joined: Fates
  changed: Fates
}

/** What a stretch of the journal says that pages do not. What it forgot left its pages at once. */
export class BaseChange {
  readonly buckets = new Map<Bucket, BucketChange>()

  constructor(journal: readonly JournalEntry[]) {
    for (const { event } of journal) {
      if (event.type === 'delta') this.take(event.delta)
      else if (event.type === 'forgotten')
        for (const bucket of event.buckets) this.buckets.delete(bucket)
      else if (event.type === 'new-epoch') this.buckets.clear()
    }
  }

  /** Does the journal say more of the row than any page can? */
  covers(bucket: Bucket, key: RowKey): boolean {
    const change = this.buckets.get(bucket)
    return change ? change.joined.has(key) || change.changed.has(key) : false
  }

  private take(delta: Delta): void {
    if (delta.rows.length + delta.removed.length === 0) return
    const change = this.of(delta.bucket)
    for (const row of delta.rows) {
      const isNew = delta.from === null || change.joined.has(keyOf(row))
      ;(isNew ? change.joined : change.changed).addRow(row)
    }
    for (const removal of delta.removed) {
      const isNew = change.joined.has(rowKey(removal.kind, removal.id))
      ;(isNew ? change.joined : change.changed).addRemoval(removal)
    }
  }

  private of(bucket: Bucket): BucketChange {
    const known = this.buckets.get(bucket)
    if (known) return known
    const change = { joined: new Fates(), changed: new Fates() }
    this.buckets.set(bucket, change)
    return change
  }
}
