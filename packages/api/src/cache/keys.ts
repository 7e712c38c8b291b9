import { createHash } from 'node:crypto'
import type { Bucket, ProjectId, UserId } from '@holdfast/domain'

/** What the keys of cached values look like, as the specification lists them. */
export const patterns = [
  'user:profile:{userId}',
  'user:tasks:{userId}:page:{page}',
  'project:{projectId}:members',
  'session:{tokenHash}',
  'stats:user:{userId}:daily',
  'search:tasks:{query}:{filters}',
] as const

/** A `*` means anything in what is taken out, so no key holds one. */
const plain = (text: string): string => encodeURIComponent(text).replaceAll('*', '%2A')

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)

/** The key of every cached value; there are no others. */
export const cacheKeys = {
  profile: (user: UserId): string => `user:profile:${user}`,
  /** @param cursor null for the first page */
  tasks: (user: UserId, cursor: string | null): string =>
    `user:tasks:${user}:page:${plain(cursor ?? 'first')}`,
  members: (project: ProjectId): string => `project:${project}:members`,
  session: (tokenHash: string): string => `session:${tokenHash}`,
  stats: (user: UserId): string => `stats:user:${user}:daily`,
  /** The filters begin with who asks and what they may see, so that nobody finds another's results. */
  search: (
    query: string,
    { user, buckets, rest }: { user: UserId; buckets: readonly Bucket[]; rest: unknown },
  ): string =>
    `search:tasks:${plain(query)}:${user}.${digest([...buckets].sort())}.${digest(rest)}`,
}

/** Stands for everything in a bucket as it is. */
export const stampOf = (bucket: Bucket): string => `stamp:${bucket}`

/** Stands for the head of a bucket: the person, or the project and who is in it; not for tasks. */
export const headStampOf = (bucket: Bucket): string => `stamp:${bucket}:head`

/** Stands for what is counted of a bucket, some moments after it happened. */
export const countsStampOf = (bucket: Bucket): string => `stamp:${bucket}:counts`

/** Stands for what an index knows of a bucket, some moments after it was written. */
export const foundStampOf = (bucket: Bucket): string => `stamp:${bucket}:found`

/** A pattern of keys. */
export const EVERY_SEARCH = 'search:tasks:*'

/** The stamps that a commit takes out. @param heads more than tasks was changed */
export const stampsOf = (buckets: readonly Bucket[], heads: boolean): string[] =>
  buckets.flatMap((bucket) => (heads ? [stampOf(bucket), headStampOf(bucket)] : [stampOf(bucket)]))
