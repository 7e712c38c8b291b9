import { TaskId } from '@holdfast/domain'
import type { SearchUpkeep, TaskSearch } from '@holdfast/infra'
import { z } from 'zod'
import type { CacheEntry } from '../cache/cached.ts'
import { cacheKeys, stampOf } from '../cache/keys.ts'
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
 * How long answers are kept where there is an index beside the record, in ms: it follows behind, and
 * nothing tells when it has caught up with a write.
 */
const OF_AN_INDEX = 5000

/** What was found, as it is kept. Any write in one of the buckets that were searched takes it out. */
export const foundEntry = (
  { searchUpkeep }: { searchUpkeep: Pick<SearchUpkeep, 'engine'> },
  { userId: user }: Pick<Caller, 'userId'>,
  { buckets, query, ...rest }: TaskSearch,
): CacheEntry<FoundPage> => ({
  key: cacheKeys.search(query, { user, buckets, rest }),
  level: 'l1',
  schema: FoundPage,
  stamps: buckets.map(stampOf),
  ...(searchUpkeep.engine !== null && { ttl: () => OF_AN_INDEX }),
})
