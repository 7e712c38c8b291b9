import type { Bucket, RowKind, UserId } from '@holdfast/domain'
import type { Reader, Transaction } from './reader.ts'

/** What came of one row in a bucket, at its newest. */
export interface Change {
  kind: RowKind
  id: string
  version: number
  /** False: it left the bucket, or is no more. */
  present: boolean
}

/** What happened in a bucket between two of its commits. */
export interface Changes {
  bucket: Bucket
  /** The position before, exclusive. */
  from: number
  /** The position that having applied these changes gives. */
  to: number
  changes: Change[]
  /** The set of buckets of the person whose bucket this is has changed. */
  grants: boolean
}

/** The buckets that a person may see now. */
export const grantedBuckets = async (reader: Reader, userId: UserId): Promise<Bucket[]> => {
  const rows = await reader.rows<{ bucket: Bucket }>({
    name: 'granted-buckets',
    text: 'SELECT bucket FROM sync.granted_buckets($1) AS bucket',
    values: [userId],
  })
  return rows.map(({ bucket }) => bucket)
}

/** The commit count of each bucket; 0 for one that was never written. */
export const bucketHeads = async (
  reader: Reader,
  buckets: readonly Bucket[],
): Promise<Map<Bucket, number>> => {
  const rows = await reader.rows<{ id: Bucket; n: number }>({
    name: 'bucket-heads',
    text: 'SELECT id, n FROM sync.buckets WHERE id = ANY ($1)',
    values: [buckets],
  })
  const heads = new Map(rows.map(({ id, n }) => [id, n]))
  return new Map(buckets.map((bucket) => [bucket, heads.get(bucket) ?? 0]))
}

/** Those of the positions that are behind, with the commit count of their bucket. */
export const commitsSince = async (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
): Promise<{ bucket: Bucket; from: number; to: number }[]> =>
  reader.rows<{ bucket: Bucket; from: number; to: number }>({
    name: 'commits-since',
    text: `SELECT b.id AS bucket, held.n AS "from", b.n AS "to"
           FROM unnest($1::text[], $2::bigint[]) AS held (id, n)
           JOIN sync.buckets b ON b.id = held.id AND b.n > held.n`,
    values: [[...positions.keys()], [...positions.values()]],
  })

interface LoggedChange {
  bucket: Bucket
  n: number
  entity: RowKind | 'grant'
  id: string
  version: number
  present: boolean
}

/** Changes of several buckets, as many as fit. */
export interface ChangesPage {
  /** Those of buckets that have any. */
  changes: Changes[]
  /** There are later commits, in these buckets or in others. */
  more: boolean
}

/**
 * What changed in buckets after a position in each: whole commits, of all buckets together as many
 * as hold at most `limit` changes, but always one. Read in one snapshot with the rows themselves.
 */
export const changesSince = async (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
  limit: number,
): Promise<ChangesPage> => {
  const behind = await commitsSince(reader, positions)
  if (behind.length === 0) return { changes: [], more: false }
  const found = await logged(reader, behind, limit + 1)
  const isCut = found.length > limit
  const whole = isCut ? await dropCut(reader, found) : found
  const last = whole.at(-1)
  const byBucket = Map.groupBy(whole, ({ bucket }) => bucket)
  const changes = behind.flatMap(({ bucket, from, to: head }) => {
    const inBucket = byBucket.get(bucket)
    if (!inBucket) return []
    const to = isCut && bucket === last?.bucket ? last.n : head
    return summarise(bucket, from, to, inBucket)
  })
  return { changes, more: isCut }
}

// The last commit of what was found may be cut: leave it for the next time, or take it whole.
const dropCut = async (reader: Reader, found: LoggedChange[]): Promise<LoggedChange[]> => {
  const cut = found.at(-1) as LoggedChange
  const whole = found.filter(({ bucket, n }) => bucket !== cut.bucket || n !== cut.n)
  if (whole.length > 0) return whole
  return logged(reader, [{ bucket: cut.bucket, from: cut.n - 1, to: cut.n }], null)
}

const logged = (
  reader: Reader,
  spans: readonly { bucket: Bucket; from: number; to: number }[],
  limit: number | null,
): Promise<LoggedChange[]> =>
  reader.rows<LoggedChange>({
    name: 'bucket-changes',
    text: `SELECT c.bucket, c.n, l.entity, l.id, l.version, c.bucket = ANY (l.buckets) AS present
           FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS span (bucket, after, up_to)
           JOIN sync.commits c ON c.bucket = span.bucket AND c.n > span.after AND c.n <= span.up_to
           JOIN sync.change_log l ON l.xid = c.xid
             AND (c.bucket = ANY (l.buckets) OR c.bucket = ANY (l.left_buckets))
           ORDER BY c.bucket, c.n, l.seq
           LIMIT $4`,
    values: [
      spans.map(({ bucket }) => bucket),
      spans.map(({ from }) => from),
      spans.map(({ to }) => to),
      limit,
    ],
  })

const summarise = (bucket: Bucket, from: number, to: number, found: LoggedChange[]): Changes => {
  const newest = new Map<string, Change>()
  for (const { entity, id, version, present } of found) {
    if (entity === 'grant') continue
    const known = newest.get(`${entity}:${id}`)
    if (!known || known.version < version)
      newest.set(`${entity}:${id}`, { kind: entity, id, version, present })
  }
  const grants = found.some(({ entity }) => entity === 'grant')
  return { bucket, from, to, changes: [...newest.values()], grants }
}

/**
 * Numbers the transaction now, before its commit. After this it may write no synced row.
 * @returns each bucket that it touched with the number that its commit will have there
 */
export const numberCommit = async (tx: Transaction): Promise<Map<Bucket, number>> => {
  await tx.rows({ text: 'SET CONSTRAINTS ALL IMMEDIATE' })
  const rows = await tx.rows<{ bucket: Bucket; n: number }>({
    name: 'number-commit',
    text: 'SELECT bucket, n FROM sync.commits WHERE xid = pg_current_xact_id_if_assigned()',
  })
  return new Map(rows.map(({ bucket, n }) => [bucket, n]))
}
