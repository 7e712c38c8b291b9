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
  /** It begins anew: its pages say nothing any more. */
  cleared: boolean
  /** Came with a join, so no page has them. */
  joined: Fates
  changed: Fates
}

/** What a stretch of the journal does to the pages. */
export class BaseChange {
  /** Every bucket begins anew, also those not named. */
  allCleared = false
  readonly buckets = new Map<Bucket, BucketChange>()

  constructor(journal: readonly JournalEntry[]) {
    for (const { event } of journal) {
      if (event.type === 'delta') this.take(event.delta)
      else if (event.type === 'forgotten') for (const bucket of event.buckets) this.clear(bucket)
      else if (event.type === 'new-epoch') this.clearAll()
    }
  }

  isCleared(bucket: Bucket): boolean {
    return this.buckets.get(bucket)?.cleared ?? this.allCleared
  }

  /** Does the journal say more of the row than any page can? */
  covers(bucket: Bucket, key: RowKey): boolean {
    const change = this.buckets.get(bucket)
    return change ? change.joined.has(key) || change.changed.has(key) : false
  }

  private take(delta: Delta): void {
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
    const cleared = this.allCleared
    const change = { cleared, joined: new Fates(), changed: new Fates() }
    this.buckets.set(bucket, change)
    return change
  }

  private clear(bucket: Bucket): void {
    this.buckets.set(bucket, { cleared: true, joined: new Fates(), changed: new Fates() })
  }

  private clearAll(): void {
    this.buckets.clear()
    this.allCleared = true
  }
}
