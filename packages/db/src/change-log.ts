import type { Bucket, RowKind, UserId } from '@holdfast/domain'
import type { Reader, Transaction } from './reader.ts'
import { rowKinds } from './rows/row-kinds.ts'

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
  /**
   * About how many bytes of JSON the rows make. Infinite where a commit was too large to be read:
   * then only what it did to memberships is named.
   */
  bytes: number
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

/** Who may see each of these buckets of projects now, in one statement. */
export const grantedPeople = async (
  reader: Reader,
  buckets: readonly Bucket[],
): Promise<Map<Bucket, Set<UserId>>> => {
  const rows = await reader.rows<{ bucket: Bucket; userId: UserId }>({
    name: 'granted-people',
    text: `SELECT held.bucket, m.user_id AS "userId"
           FROM unnest($1::text[]) AS held (bucket)
           JOIN tasks.project_members m
             ON m.project_id = substring(held.bucket FROM 'project:(.*)')::uuid
           WHERE m.left_at IS NULL`,
    values: [buckets],
  })
  const people = new Map(buckets.map((bucket) => [bucket, new Set<UserId>()]))
  for (const { bucket, userId } of rows) people.get(bucket)?.add(userId)
  return people
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

interface LoggedChange {
  bucket: Bucket
  n: number
  entity: RowKind | 'grant'
  id: string
  version: number
  present: boolean
  /** About how many bytes of JSON the row makes. */
  bytes: number
}

/** Changes of several buckets, as many as fit. */
export interface ChangesPage {
  /** Those of buckets that have any. */
  changes: Changes[]
  /** There are later commits, in these buckets or in others. */
  more: boolean
  /** About how many bytes of JSON their rows make. */
  bytes: number
}

/**
 * What changed in buckets after a position in each: whole commits, of all buckets together as many
 * as hold at most `limit` changes of rows of at most `bytes`, but always one. Read in one snapshot
 * with the rows themselves.
 */
export const changesSince = (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
  limit: number,
  bytes: number = Number.POSITIVE_INFINITY,
): Promise<ChangesPage> =>
  readPage(reader, positions, { limit, bytes }, async ({ bucket, n }, from) =>
    summarise(bucket, from, await logged(reader, new Map([[bucket, n - 1]]), null, 1)),
  )

/** The same for those who need no commit that holds more: of such a one only an outline is read. */
export const outlinesSince = (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
  limit: number,
  bytes: number,
): Promise<ChangesPage> =>
  readPage(reader, positions, { limit, bytes }, async ({ bucket, n }, from) => {
    const outline = summarise(bucket, from, await loggedMemberships(reader, bucket, n))
    return { ...outline, to: n, bytes: Number.POSITIVE_INFINITY }
  })

const readPage = async (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
  { limit, bytes }: { limit: number; bytes: number },
  readLarge: (first: LoggedChange, from: number) => Promise<Changes>,
): Promise<ChangesPage> => {
  const found = await logged(reader, positions, limit + 1)
  const fitting = Math.min(howManyFit(found, bytes), limit)
  const more = fitting < found.length
  const whole = more ? withoutCut(found, fitting) : found
  const fromOf = (bucket: Bucket): number => positions.get(bucket) ?? 0
  const byBucket = Map.groupBy(whole, ({ bucket }) => bucket)
  const changes = [...byBucket].map(([bucket, inBucket]) =>
    summarise(bucket, fromOf(bucket), inBucket),
  )
  const [first] = found
  if (more && first && whole.length === 0)
    changes.push(await readLarge(first, fromOf(first.bucket)))
  return { changes, more, bytes: changes.reduce((sum, one) => sum + one.bytes, 0) }
}

/** The commits that end before the first change that does not fit. */
const withoutCut = (found: readonly LoggedChange[], fitting: number): LoggedChange[] => {
  const cut = found[fitting] as LoggedChange
  return found.slice(0, fitting).filter(({ bucket, n }) => bucket !== cut.bucket || n !== cut.n)
}

const sum = (changes: readonly LoggedChange[]): number =>
  [...sizes(changes)].reduce((total, size) => total + size, 0)

/** What each change adds: a row that changed several times comes once. */
function* sizes(changes: readonly LoggedChange[]): Generator<number> {
  const counted = new Set<string>()
  for (const { bucket, entity, id, present, bytes } of changes) {
    const row = `${bucket} ${entity}:${id}`
    yield present && !counted.has(row) ? bytes : 0
    if (present) counted.add(row)
  }
}

const howManyFit = (changes: readonly LoggedChange[], most: number): number => {
  let total = 0
  let count = 0
  for (const size of sizes(changes)) {
    total += size
    if (total > most) return count
    count++
  }
  return count
}

const ofConflict = rowKinds.conflict.bytes.replaceAll('row.', 'conflict.')

/** @param commits most commits of each bucket; each has one change or more */
const logged = (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
  limit: number | null,
  commits: number | null = limit,
): Promise<LoggedChange[]> =>
  reader.rows<LoggedChange>({
    name: 'bucket-changes',
    // Step by step along the indexes: no guess of the planner may make it read whole tables.
    text: `SELECT found.*, COALESCE((
             SELECT ${rowKinds.task.bytes} FROM tasks.tasks row
             WHERE row.id = CASE found.entity WHEN 'task' THEN found.id::uuid END
           ), (
             SELECT ${ofConflict} FROM sync.conflicts conflict
             WHERE conflict.id = CASE found.entity WHEN 'conflict' THEN found.id::uuid END
           ), ${rowKinds.member.bytes}) AS bytes
           FROM (
             SELECT c.bucket, c.n, l.seq, l.entity, l.id, l.version,
                    c.bucket = ANY (l.buckets) AS present
             FROM unnest($1::text[], $2::bigint[]) AS held (bucket, n)
             CROSS JOIN LATERAL (
               SELECT * FROM sync.commits
               WHERE bucket = held.bucket AND n > held.n
               ORDER BY n LIMIT $4
             ) AS c
             CROSS JOIN LATERAL (
               SELECT * FROM sync.change_log
               WHERE xid = c.xid AND (c.bucket = ANY (buckets) OR c.bucket = ANY (left_buckets))
               ORDER BY seq LIMIT $3
             ) AS l
             ORDER BY c.bucket, c.n, l.seq
             LIMIT $3
           ) AS found
           ORDER BY found.bucket, found.n, found.seq`,
    values: [[...positions.keys()], [...positions.values()], limit, commits],
  })

/** What a commit of a bucket did to memberships. */
const loggedMemberships = (reader: Reader, bucket: Bucket, n: number): Promise<LoggedChange[]> =>
  reader.rows<LoggedChange>({
    name: 'logged-memberships',
    text: `SELECT c.bucket, c.n, l.entity, l.id, l.version, c.bucket = ANY (l.buckets) AS present,
                  ${rowKinds.member.bytes} AS bytes
           FROM sync.commits c JOIN sync.change_log l ON l.xid = c.xid
           WHERE c.bucket = $1 AND c.n = $2 AND l.entity IN ('member', 'grant')
             AND (c.bucket = ANY (l.buckets) OR c.bucket = ANY (l.left_buckets))
           ORDER BY l.seq`,
    values: [bucket, n],
  })

// The bucket's commits have no gaps and each has its changes: the last one found is how far it goes.
const summarise = (bucket: Bucket, from: number, found: LoggedChange[]): Changes => {
  const newest = new Map<string, Change>()
  for (const { entity, id, version, present } of found) {
    if (entity === 'grant') continue
    const known = newest.get(`${entity}:${id}`)
    if (!known || known.version < version)
      newest.set(`${entity}:${id}`, { kind: entity, id, version, present })
  }
  const grants = found.some(({ entity }) => entity === 'grant')
  const to = found.at(-1)?.n ?? from
  return { bucket, from, to, changes: [...newest.values()], grants, bytes: sum(found) }
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

/** Has the transaction changed who a person is, a project itself or who is in it: more than tasks? */
export const touchesHeads = async (tx: Transaction): Promise<boolean> => {
  const [row] = await tx.rows<{ touches: boolean }>({
    name: 'touches-heads',
    text: `SELECT EXISTS (
             SELECT FROM sync.change_log
             WHERE xid = pg_current_xact_id_if_assigned()
               AND entity IN ('user', 'project', 'member', 'grant')
           ) AS touches`,
  })
  return row?.touches ?? false
}
