import { type Bucket, keyOf, type Row, type RowKey, RowKind, rowKey } from '@holdfast/domain'
import type { Removal } from '../wire/row.ts'

/**
 * A row as the server last told, with the buckets it lies in and the version each of them told. It is
 * the row that is given out: one object for each, of which there are very many.
 */
type Placed = Row & {
  bucket: Bucket
  version: number
  /** Further buckets: rare, and only while a row moves. */
  others: Map<Bucket, number> | null
}

/** Rows of one kind, by id: a text that the row has anyway. */
type OfKind = Map<string, Placed>

/**
 * Rows as the server last told. News may come in any order across buckets and from pages older than
 * the journal: a higher version wins, and a row goes when it lies in no bucket any more. [B1]–[B5]
 */
export class Base {
  private readonly kinds = new Map(
    RowKind.options.map((kind): [RowKind, OfKind] => [kind, new Map()]),
  )
  /** Removals met, so that an older page or a slower bucket does not bring the row back. */
  private readonly removals = new Map<RowKey, Map<Bucket, number>>()

  get size(): number {
    return [...this.kinds.values()].reduce((sum, { size }) => sum + size, 0)
  }

  get(key: RowKey): Row | undefined {
    return this.placed(key)
  }

  *keys(): Iterable<RowKey> {
    for (const placed of this.all()) yield keyOf(placed)
  }

  *rows(): Iterable<[RowKey, Row]> {
    for (const placed of this.all()) yield [keyOf(placed), placed]
  }

  bucketsOf(key: RowKey): Bucket[] {
    const placed = this.placed(key)
    return placed ? [placed.bucket, ...(placed.others?.keys() ?? [])] : []
  }

  /** @returns whether the row itself is news */
  put(bucket: Bucket, row: Row): boolean {
    return this.take(bucket, row) !== null
  }

  /** @returns the row as it was told before and as it is now; null where it is no news */
  take(bucket: Bucket, row: Row): { before: Row | undefined; after: Row } | null {
    const { version } = row.row
    if (this.removals.size > 0 && this.isOutdated(keyOf(row), bucket, version)) return null
    const ofKind = this.ofKind(row.kind)
    const before = ofKind.get(row.row.id)
    if (!before) {
      const after = place(row, { bucket, version, others: null })
      ofKind.set(row.row.id, after)
      return { before, after }
    }
    if (before.bucket === bucket) before.version = Math.max(before.version, version)
    else {
      before.others ??= new Map()
      before.others.set(bucket, Math.max(before.others.get(bucket) ?? 0, version))
    }
    if (version <= before.row.version) return null
    const after = place(row, before)
    ofKind.set(row.row.id, after)
    return { before, after }
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
    for (const placed of this.all()) {
      const key = keyOf(placed)
      for (const bucket of placed.others?.keys() ?? [])
        if (buckets.has(bucket)) this.takeOut(key, bucket)
      if (buckets.has(placed.bucket) && this.takeOut(key, placed.bucket)) gone.push(key)
    }
    return gone
  }

  /** Keys of the rows that lie in one of the buckets. */
  *keysIn(buckets: ReadonlySet<Bucket>): Iterable<RowKey> {
    for (const placed of this.all()) {
      const { bucket, others } = placed
      if (buckets.has(bucket) || (others && [...others.keys()].some((one) => buckets.has(one))))
        yield keyOf(placed)
    }
  }

  clear(): void {
    for (const ofKind of this.kinds.values()) ofKind.clear()
    this.removals.clear()
  }

  private *all(): Iterable<Placed> {
    for (const ofKind of this.kinds.values()) yield* ofKind.values()
  }

  private ofKind(kind: RowKind): OfKind {
    return this.kinds.get(kind) as OfKind
  }

  private placed(key: RowKey): Placed | undefined {
    const [kind, id] = partsOf(key)
    return this.ofKind(kind).get(id)
  }

  private versionIn(key: RowKey, bucket: Bucket): number | undefined {
    const placed = this.placed(key)
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
    const placed = this.placed(key)
    if (!placed) return false
    if (placed.bucket !== bucket) {
      placed.others?.delete(bucket)
    } else {
      const next = placed.others?.entries().next().value
      if (!next) {
        const [kind, id] = partsOf(key)
        return this.ofKind(kind).delete(id)
      }
      placed.bucket = next[0]
      placed.version = next[1]
      placed.others?.delete(next[0])
    }
    if (placed.others?.size === 0) placed.others = null
    return false
  }
}

/** A new object for a new row: who draws by identity sees that it changed. */
const place = (
  { kind, row }: Row,
  { bucket, version, others }: Pick<Placed, 'bucket' | 'version' | 'others'>,
): Placed =>
  // The compiler cannot follow `kind` through a union of rows.
  ({ kind, row, bucket, version, others }) as Placed

const partsOf = (key: RowKey): [RowKind, string] => {
  const at = key.indexOf(':')
  return [key.slice(0, at) as RowKind, key.slice(at + 1)]
}
