import {
  bucketHeads,
  grantedBuckets,
  grantedPeople,
  outlinesSince,
  type Reader,
  readRows,
} from '@holdfast/db'
import { type Bucket, type Member, rowKey, type UserId, userBucket } from '@holdfast/domain'
import { MAX_FRAME_BYTES, type Position } from '@holdfast/sync'
import { type BucketNews, readNews } from '../bucket-news.ts'

/** Most that is read at a time, in changes and in bytes; the rest follows at once. */
const MOST = { changes: 5000, bytes: 4 * 1024 * 1024 }
/** Rows that are guessed to make more than this are no frame: they need not be read. */
const MOST_GUESSED = 2 * MAX_FRAME_BYTES

/** What came to a bucket; without rows where it is too much for a frame. */
export interface Commits extends Pick<BucketNews, 'bucket' | 'from' | 'to'> {
  news: BucketNews | null
  grants: boolean
}

export interface Grants {
  buckets: Bucket[]
  heads: ReadonlyMap<Bucket, Position>
}

export interface Round {
  commits: Commits[]
  /** Who has left which bucket. */
  left: { bucket: Bucket; userId: UserId }[]
  /**
   * Who may see these buckets of projects. There is more to read than was read, and rows are as they
   * are now: whom a commit further on removes must not be shown them.
   */
  people: ReadonlyMap<Bucket, ReadonlySet<UserId>>
  /** What people may see now of whom that has changed. */
  granted: Map<UserId, Grants>
  more: boolean
}

/** The buckets of a person with where they are, of one moment. */
export const readGrants = async (reader: Reader, userId: UserId): Promise<Grants> => {
  const buckets = await grantedBuckets(reader, userId)
  return { buckets, heads: await bucketHeads(reader, buckets) }
}

/** Everything that one round of frames needs, read in one snapshot. */
export const readCommits = async (
  reader: Reader,
  positions: ReadonlyMap<Bucket, Position>,
  most = MOST,
): Promise<Round> => {
  const { changes, more } = await outlinesSince(reader, positions, most.changes, most.bytes)
  const small = changes.filter(({ bytes }) => bytes <= MOST_GUESSED)
  const news = new Map((await readNews(reader, small)).map((one) => [one.bucket, one]))
  const memberKeys = changes.flatMap((one) =>
    one.changes.flatMap(({ kind, id }) => (kind === 'member' ? [rowKey(kind, id)] : [])),
  )
  const members = await readRows(reader, memberKeys)
  const present = new Set(
    members.flatMap(({ kind, row }) =>
      kind === 'member' && !row.left ? [rowKey(kind, row.id)] : [],
    ),
  )
  const left = changes.flatMap(({ bucket, changes }) =>
    changes.flatMap(({ kind, id }) =>
      kind === 'member' && !present.has(rowKey(kind, id))
        ? [{ bucket, userId: userOf(id as Member['id']) }]
        : [],
    ),
  )
  const granted = new Map<UserId, Grants>()
  for (const { bucket, grants } of changes) {
    if (!grants) continue
    const userId = bucket.slice(userBucket('' as UserId).length) as UserId
    granted.set(userId, await readGrants(reader, userId))
  }
  const shared = changes.flatMap(({ bucket }) => (bucket.startsWith('project:') ? [bucket] : []))
  const people = more ? await grantedPeople(reader, shared) : new Map()
  const commits = changes.map(({ bucket, from, to, grants }) => ({
    bucket,
    from,
    to,
    grants,
    news: news.get(bucket) ?? null,
  }))
  return { commits, left, people, granted, more }
}

const userOf = (id: Member['id']): UserId => id.slice(id.indexOf(':') + 1) as UserId
