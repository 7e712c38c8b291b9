import { type Changes, type Reader, readRows } from '@holdfast/db'
import { type Bucket, bucketsOf, keyOf, type Row, rowKey } from '@holdfast/domain'
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
 * @param read rows that were read already, in the same snapshot
 */
export const readNews = async (
  reader: Reader,
  changes: readonly Changes[],
  read: readonly Row[] = [],
): Promise<BucketNews[]> => {
  const byKey = new Map(read.map((row) => [keyOf(row), row]))
  const present = changes.flatMap((one) => one.changes.filter((change) => change.present))
  const unread = present.map(({ kind, id }) => rowKey(kind, id)).filter((key) => !byKey.has(key))
  for (const row of await readRows(reader, unread)) byKey.set(keyOf(row), row)
  return changes.map(({ bucket, from, to, changes }) => {
    const news: BucketNews = { bucket, from, to, rows: [], removed: [] }
    for (const { kind, id, version, present } of changes) {
      const row = present ? byKey.get(rowKey(kind, id)) : undefined
      if (row && bucketsOf(row).includes(bucket)) news.rows.push(row)
      else news.removed.push({ kind, id, version: row?.row.version ?? version })
    }
    return news
  })
}
