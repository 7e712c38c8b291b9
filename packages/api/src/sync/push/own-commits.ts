import type { OwnCommit } from '@holdfast/db'
import { keyOf, type Row, type RowKind, rowKey } from '@holdfast/domain'
import { newsOf } from '../bucket-news.ts'
import type { OwnChange } from './stored-results.ts'

/** Written more rows than this, a transaction may well make no frame. */
export const MOST_OWN_ROWS = 100

/**
 * What a transaction did to each bucket, from its own log and its rows as it leaves them. Left out
 * are buckets of which that does not tell everything, and those where it changes who sees them.
 */
export const ownCommits = (
  epoch: string,
  changes: readonly OwnChange[],
  written: readonly Row[],
): OwnCommit[] => {
  const rows = new Map(written.map((row) => [keyOf(row), row]))
  const isKnown = (change: OwnChange): change is OwnChange & { kind: RowKind } =>
    change.kind !== 'grant' &&
    change.kind !== 'member' &&
    (!change.present || rows.has(rowKey(change.kind, change.id)))
  return [...Map.groupBy(changes, ({ bucket }) => bucket)].flatMap(([bucket, inBucket]) => {
    const [{ n } = { n: 0 }] = inBucket
    if (!inBucket.every(isKnown)) return []
    const newest = new Map(inBucket.map((change) => [rowKey(change.kind, change.id), change]))
    const news = newsOf({ bucket, from: n - 1, to: n, changes: [...newest.values()] }, rows)
    return [{ epoch, bucket, n, rows: news.rows, removed: news.removed }]
  })
}
