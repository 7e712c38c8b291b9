import { TaskId } from '@holdfast/domain'
import type { SearchIndex, TaskSearch } from '@holdfast/infra'
import { z } from 'zod'
import type { CacheEntry } from '../cache/cached.ts'
import { cacheKeys, foundStampOf, stampOf } from '../cache/keys.ts'
import type { Caller } from '../context.ts'

/** What an engine names: of tasks only their ids, so that their texts always come from the record. */
export const FoundPage = z.strictObject({
  ids: z.array(TaskId),
  next: z.string().nullable(),
  /** How many tasks match, exactly or at least. */
  total: z.strictObject({ count: z.int(), relation: z.enum(['exact', 'at-least']) }),
  engine: z.enum(['postgres', 'meilisearch']),
})
export type FoundPage = z.infer<typeof FoundPage>

/**
 * What was found, as it is kept. Any write in one of the buckets that were searched takes it out, and
 * so does an index that comes to know of one. What another engine than the one in charge answered is
 * not kept.
 */
export const foundEntry = (
  { search }: { search: Pick<SearchIndex, 'inCharge'> },
  { userId: user }: Pick<Caller, 'userId'>,
  { buckets, query, ...rest }: TaskSearch,
): CacheEntry<FoundPage> => {
  const { engine, name } = search.inCharge()
  return {
    key: cacheKeys.search(query, { user, buckets, rest: [name, rest] }),
    level: 'l1',
    schema: FoundPage,
    stamps: buckets.flatMap((bucket) => [stampOf(bucket), foundStampOf(bucket)]),
    ttl: (page) => (page.engine === engine ? Number.POSITIVE_INFINITY : 0),
  }
}
