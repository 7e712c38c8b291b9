import { type Changes, type Reader, readRows } from '@holdfast/db'
import { type Bucket, bucketsOf, keyOf, type Row, type RowKey, rowKey } from '@holdfast/domain'
import type { Position, Removal } from '@holdfast/sync'

/** What came to a bucket between two of its positions. */
export interface BucketNews {
  bucket: Bucket
  from: Position
  to: Position
  rows: Row[]
  removed: Removal[]
}

/**
 * The changes with the rows as they are now. A row that has left the bucket since is removed at once
 * and not shown: who holds the bucket may not see where it is.
 */
export const readNews = async (
  reader: Reader,
  changes: readonly Changes[],
): Promise<BucketNews[]> => {
  const present = changes.flatMap((one) => one.changes.filter((change) => change.present))
  const keys = present.map(({ kind, id }) => rowKey(kind, id))
  const byKey = new Map((await readRows(reader, keys)).map((row) => [keyOf(row), row]))
  return changes.map((one) => newsOf(one, byKey))
}

/** The changes of one bucket with their rows, of which none is missing that is there. */
export const newsOf = (
  { bucket, from, to, changes }: Pick<Changes, 'bucket' | 'from' | 'to' | 'changes'>,
  rows: ReadonlyMap<RowKey, Row>,
): BucketNews => {
  const news: BucketNews = { bucket, from, to, rows: [], removed: [] }
  for (const { kind, id, version, present } of changes) {
    const row = present ? rows.get(rowKey(kind, id)) : undefined
    if (row && bucketsOf(row).includes(bucket)) news.rows.push(row)
    else news.removed.push({ kind, id, version: row?.row.version ?? version })
  }
  return news
}
