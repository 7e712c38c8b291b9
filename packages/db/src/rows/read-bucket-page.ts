import type { Bucket, Row, RowKind } from '@holdfast/domain'
import type { Reader } from '../reader.ts'
import { rowKinds } from './row-kinds.ts'

/** Which rows of a kind a bucket `$1` holds: the other side of `sync.buckets_of_*`, for an index. */
const inProject: Partial<Record<RowKind, string>> = {
  member: 'row.project_id = $1',
  project: 'row.id = $1',
  task: 'row.project_id = $1',
}
const ofUser: Partial<Record<RowKind, string>> = {
  task: 'row.project_id IS NULL AND (row.created_by = $1 OR row.assigned_to = $1)',
  user: 'row.id = $1',
}

/**
 * The rows of a bucket in the order of their keys (`member:…`, `project:…`, `task:…`, `user:…`),
 * as many as `limit`. Fewer: these were the last.
 * @param after the key of the last row of the page before; null for the first
 */
export const readBucketPage = async (
  reader: Reader,
  bucket: Bucket,
  after: string | null,
  limit: number,
): Promise<Row[]> => {
  const cut = bucket.indexOf(':')
  const owner = bucket.slice(cut + 1)
  const conditions = bucket.slice(0, cut) === 'project' ? inProject : ofUser
  const rows: Row[] = []
  for (const [kind, condition] of Object.entries(conditions) as [RowKind, string][]) {
    const [afterKind, ...afterId] = after?.split(':') ?? []
    if (rows.length === limit || (afterKind !== undefined && kind < afterKind)) continue
    const { select, order, read } = rowKinds[kind]
    const resumed = kind === afterKind
    const found = await reader.rows<never>({
      name: `page-${conditions === inProject ? 'project' : 'user'}-${kind}${resumed ? '-after' : ''}`,
      text: `${select} WHERE (${condition}) ${resumed ? `AND (${order}) > (${afterId.map((_, i) => `$${i + 3}::uuid`)})` : ''}
             ORDER BY ${order} LIMIT $2`,
      values: [owner, limit - rows.length, ...(resumed ? afterId : [])],
    })
    rows.push(...found.map((row) => ({ kind, row: read(row) }) as Row))
  }
  return rows
}
