import { grantedBuckets } from '@holdfast/db'
import { type UserId, userBucket } from '@holdfast/domain'
import type { CacheEntry } from '../cache/cached.ts'
import { cacheKeys, countsStampOf, stampOf } from '../cache/keys.ts'
import type { Caller, Services } from '../context.ts'
import { figureScope } from './figure-scope.ts'
import { readStatistics } from './read-statistics.ts'
import { Statistics } from './statistics.ts'

type Reading = Pick<Services, 'db' | 'analytics' | 'cached' | 'clock'>

const statisticsEntry = ({ db }: Reading, userId: UserId): CacheEntry<Statistics> => ({
  key: cacheKeys.stats(userId),
  level: 'l3',
  schema: Statistics,
  stamps: [stampOf(userBucket(userId))],
  furtherStamps: async () => {
    const buckets = await db.read((reader) => grantedBuckets(reader, userId))
    return buckets.flatMap((bucket) => [stampOf(bucket), countsStampOf(bucket)])
  },
})

/**
 * The statistics of a person, of what they may see. What somebody writes there, and what is counted
 * of it a moment later, is in them at once; what time alone changes is up to an hour behind.
 */
export const statisticsOf = (
  services: Reading,
  { userId }: Pick<Caller, 'userId'>,
  signal?: AbortSignal,
): Promise<Statistics> => {
  const { db, cached, clock } = services
  const load = async (): Promise<Statistics> => {
    const scope = await db.read((reader) => figureScope(reader, userId, clock()))
    return readStatistics(services, scope)
  }
  return cached.read(statisticsEntry(services, userId), load, signal)
}
