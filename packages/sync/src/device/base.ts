import { type Bucket, keyOf, type Row, type RowKey, rowKey } from '@holdfast/domain'
import type { Removal } from '../wire/row.ts'

/** A row as the server last told, with the buckets it lies in and the version each of them told. */
interface Placed {
  row: Row
  bucket: Bucket
  version: number
  /** Further buckets: rare, and only while a row moves. */
  others: Map<Bucket, number> | null
}

/**
 * Rows as the server last told. News may come in any order across buckets and from pages older than
 * the journal: a higher version wins, and a row goes when it lies in no bucket any more. [B1]–[B5]
 */
export class Base {
  private readonly placed = new Map<RowKey, Placed>()
  /** Removals met, so that an older page or a slower bucket does not bring the row back. */
  private readonly removals = new Map<RowKey, Map<Bucket, number>>()

  get size(): number {
    return this.placed.size
  }

  get(key: RowKey): Row | undefined {
    return this.placed.get(key)?.row
  }

  keys(): IterableIterator<RowKey> {
    return this.placed.keys()
  }

  *rows(): Iterable<[RowKey, Row]> {
    for (const [key, { row }] of this.placed) yield [key, row]
  }

  bucketsOf(key: RowKey): Bucket[] {
    const placed = this.placed.get(key)
    return placed ? [placed.bucket, ...(placed.others?.keys() ?? [])] : []
  }

  /** @returns whether the row itself is news */
  put(bucket: Bucket, row: Row, key: RowKey = keyOf(row)): boolean {
    const { version } = row.row
    if (this.isOutdated(key, bucket, version)) return false
    const placed = this.placed.get(key)
    if (!placed) {
      this.placed.set(key, { row, bucket, version, others: null })
      return true
    }
    if (placed.bucket === bucket) placed.version = Math.max(placed.version, version)
    else {
      placed.others ??= new Map()
      placed.others.set(bucket, Math.max(placed.others.get(bucket) ?? 0, version))
    }
    if (version <= placed.row.row.version) return false
    placed.row = row
    return true
  }

  /** @returns whether the row is gone now */
  remove(bucket: Bucket, { kind, id, version }: Removal): boolean {
    const key = rowKey(kind, id)
    const told = this.versionIn(key, bucket)
    if (told !== undefined && told > version) return false
    const removals = this.removals.get(key) ?? new Map<Bucket, number>()
    removals.set(bucket, Math.max(removals.get(bucket) ?? 0, version))
    this.removals.set(key, removals)
    return told !== undefined && this.takeOut(key, bucket)
  }

  /** One pass over all rows, however many buckets. @returns keys of the rows that are gone now */
  forget(buckets: ReadonlySet<Bucket>): RowKey[] {
    for (const [key, removals] of this.removals) {
      for (const bucket of buckets) removals.delete(bucket)
      if (removals.size === 0) this.removals.delete(key)
    }
    const gone: RowKey[] = []
    for (const [key, placed] of this.placed) {
      for (const bucket of placed.others?.keys() ?? [])
        if (buckets.has(bucket)) this.takeOut(key, bucket)
      if (buckets.has(placed.bucket) && this.takeOut(key, placed.bucket)) gone.push(key)
    }
    return gone
  }

  /** Keys of the rows that lie in one of the buckets. */
  *keysIn(buckets: ReadonlySet<Bucket>): Iterable<RowKey> {
    for (const [key, { bucket, others }] of this.placed)
      if (buckets.has(bucket) || (others && [...others.keys()].some((one) => buckets.has(one))))
        yield key
  }

  clear(): void {
    this.placed.clear()
    this.removals.clear()
  }

  private versionIn(key: RowKey, bucket: Bucket): number | undefined {
    const placed = this.placed.get(key)
    return placed?.bucket === bucket ? placed.version : placed?.others?.get(bucket)
  }

  private isOutdated(key: RowKey, bucket: Bucket, version: number): boolean {
    const removals = this.removals.get(key)
    if (!removals) return false
    for (const [from, removed] of removals)
      if (removed > version || (removed === version && from === bucket)) return true
    removals.delete(bucket)
    if (removals.size === 0) this.removals.delete(key)
    return false
  }

  private takeOut(key: RowKey, bucket: Bucket): boolean {
    const placed = this.placed.get(key)
    if (!placed) return false
    if (placed.bucket !== bucket) {
      placed.others?.delete(bucket)
    } else {
      const next = placed.others?.entries().next().value
      if (!next) return this.placed.delete(key)
      placed.bucket = next[0]
      placed.version = next[1]
      placed.others?.delete(next[0])
    }
    if (placed.others?.size === 0) placed.others = null
    return false
  }
}
