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
export const stretches: Record<'project' | 'user', Stretch[]> = {
  project: [
    { name: 'project', kind: 'project', holds: 'row.id = $1' },
    { name: 'member', kind: 'member', holds: inProject },
    { name: 'open', kind: 'task', holds: `${inProject} AND ${isOpen}` },
    { name: 'closed', kind: 'task', holds: `${inProject} AND NOT (${isOpen})` },
  ],
  user: [
    { name: 'user', kind: 'user', holds: 'row.id = $1' },
    { name: 'conflict', kind: 'conflict', holds: 'row.user_id = $1' },
    { name: 'open', kind: 'task', holds: `${ofUser} AND ${isOpen}` },
    { name: 'closed', kind: 'task', holds: `${ofUser} AND NOT (${isOpen})` },
  ],
}

export interface BucketPage {
  rows: Row[]
  /** Where the next page begins; null: these were the last. */
  after: string | null
  /** About how many bytes of JSON the rows make. */
  bytes: number
}

/** How much of something at most. */
export interface PageSize {
  rows: number
  /** The last row may exceed it. */
  bytes: number
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

/** Rows until one makes them `$3` bytes or more; `upto` sums them, that row included. */
const pageOf = (kind: RowKind, condition: string): string => {
  const { columns, table, joins, bytes, order } = rowKinds[kind]
  const few = `SELECT row.*, ${bytes} AS bytes FROM ${table} row
               WHERE ${condition} ORDER BY ${order} LIMIT $2`
  const summed = `SELECT row.*, sum(bytes) OVER (ORDER BY ${order}) AS upto FROM (${few}) row`
  return `SELECT ${columns}, row.upto FROM (${summed}) row ${joins}
          WHERE row.upto - row.bytes < $3 ORDER BY ${order}`
}

/**
 * The rows of a bucket, as many as fit: what it is, who is there, open work, closed work. A row
 * that changes from open to closed between two pages may be missed: whoever joins reads the changes
 * since the first page as well.
 * @param after where the page before ended; null for the first
 */
export const readBucketPage = async (
  reader: Reader,
  bucket: Bucket,
  after: string | null,
  most: PageSize,
): Promise<BucketPage> => {
  const cut = bucket.indexOf(':')
  const scope = bucket.slice(0, cut) as 'project' | 'user'
  const all = stretches[scope]
  const place = placeOf(after, all)
  const rows: Row[] = []
  let bytes = 0
  for (const [i, { name, kind, holds }] of all.entries()) {
    if (i < place.stretch) continue
    const { order, read } = rowKinds[kind]
    const from = i === place.stretch ? place.id : []
    const goesOn = `AND (${order}) > (${from.map((_, part) => `$${part + 4}::uuid`)})`
    const found = await reader.rows<{ upto: number }>({
      name: `page-${scope}-${name}-${from.length}`,
      text: pageOf(kind, `${holds} ${from.length > 0 ? goesOn : ''}`),
      values: [bucket.slice(cut + 1), most.rows - rows.length, most.bytes - bytes, ...from],
    })
    bytes += found.at(-1)?.upto ?? 0
    for (const { upto, ...row } of found) rows.push({ kind, row: read(row as never) } as Row)
    const last = rows.at(-1)
    if (last && (rows.length >= most.rows || bytes >= most.bytes))
      return { rows, after: `${name}:${last.row.id}`, bytes }
  }
  return { rows, after: null, bytes }
}
