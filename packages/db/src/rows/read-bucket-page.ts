import type { Bucket, Row, RowKind } from '@holdfast/domain'
import type { Reader } from '../reader.ts'
import { rowKinds } from './row-kinds.ts'

/** A stretch of a bucket's rows, read in the order of their ids. */
interface Stretch {
  name: string
  kind: RowKind
  /** Which rows a bucket of `$1` holds: the other side of `sync.buckets_of_*`, for an index. */
  holds: string
}

const isOpen = `row.status NOT IN ('completed', 'cancelled') AND row.deleted_at IS NULL`
const inProject = 'row.project_id = $1'
const ofUser = 'row.project_id IS NULL AND (row.created_by = $1 OR row.assigned_to = $1)'

/** What a screen needs first comes first. */
const stretches: Record<'project' | 'user', Stretch[]> = {
  project: [
    { name: 'project', kind: 'project', holds: 'row.id = $1' },
    { name: 'member', kind: 'member', holds: inProject },
    { name: 'open', kind: 'task', holds: `${inProject} AND ${isOpen}` },
    { name: 'closed', kind: 'task', holds: `${inProject} AND NOT (${isOpen})` },
  ],
  user: [
    { name: 'user', kind: 'user', holds: 'row.id = $1' },
    { name: 'open', kind: 'task', holds: `${ofUser} AND ${isOpen}` },
    { name: 'closed', kind: 'task', holds: `${ofUser} AND NOT (${isOpen})` },
  ],
}

export interface BucketPage {
  rows: Row[]
  /** Where the next page begins; null: these were the last. */
  after: string | null
}

interface Place {
  stretch: number
  /** The id of the last row, in the columns that it is ordered by. */
  id: string[]
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const start: Place = { stretch: 0, id: [] }

/** A place that no page of this program has named is the start: the bucket is read anew. */
const placeOf = (after: string | null, all: readonly Stretch[]): Place => {
  const [name, ...id] = after?.split(':') ?? []
  const stretch = all.findIndex((one) => one.name === name)
  const parts = all[stretch]?.kind === 'member' ? 2 : 1
  return id.length === parts && id.every((part) => uuid.test(part)) && stretch >= 0
    ? { stretch, id }
    : start
}

/**
 * The rows of a bucket, as many as `limit`: what it is, who is there, open work, closed work. A row
 * that changes from open to closed between two pages may be missed: whoever joins reads the changes
 * since the first page as well.
 * @param after where the page before ended; null for the first
 */
export const readBucketPage = async (
  reader: Reader,
  bucket: Bucket,
  after: string | null,
  limit: number,
): Promise<BucketPage> => {
  const cut = bucket.indexOf(':')
  const scope = bucket.slice(0, cut) as 'project' | 'user'
  const all = stretches[scope]
  const place = placeOf(after, all)
  const rows: Row[] = []
  for (const [i, { name, kind, holds }] of all.entries()) {
    if (i < place.stretch) continue
    const { select, order, read } = rowKinds[kind]
    const from = i === place.stretch ? place.id : []
    const goesOn = `AND (${order}) > (${from.map((_, part) => `$${part + 3}::uuid`)})`
    const found = await reader.rows<never>({
      name: `page-${scope}-${name}-${from.length}`,
      text: `${select} WHERE ${holds} ${from.length > 0 ? goesOn : ''} ORDER BY ${order} LIMIT $2`,
      values: [bucket.slice(cut + 1), limit - rows.length, ...from],
    })
    rows.push(...found.map((row) => ({ kind, row: read(row) }) as Row))
    const last = rows.at(-1)
    if (last && rows.length === limit) return { rows, after: `${name}:${last.row.id}` }
  }
  return { rows, after: null }
}
