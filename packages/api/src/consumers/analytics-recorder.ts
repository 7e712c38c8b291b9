import { type Fact, readTaskEntries, recordFacts } from '@holdfast/db'
import {
  type Bucket,
  type DomainEvent,
  ProjectId,
  projectBucket,
  TaskId,
  UserId,
  userBucket,
} from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import { factsOf } from '../analytics/facts-of.ts'
import { countsStampOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'

/** Of those whose counts are shown to everyone who sees the bucket. */
const bucketsCounted = ({ counts }: Fact): Bucket[] =>
  counts.flatMap(({ kind, id }) => {
    if (kind === 'project') return [projectBucket(ProjectId.parse(id))]
    return kind === 'personal' ? [userBucket(UserId.parse(id))] : []
  })

/**
 * Counts what happens to tasks. What an event adds follows from the audit log up to its entry, so
 * events may come twice and in any order. What was cached of the counts before is taken out.
 */
export const analyticsRecorder = ({
  db,
  analytics,
  cached,
}: Pick<Services, 'db' | 'analytics' | 'cached'>): Consumer => {
  const handleMany = async (events: readonly DomainEvent[]): Promise<void> => {
    const ids = new Set(events.map(({ id }) => id))
    const tasks = new Set(events.map(({ entityId }) => TaskId.parse(entityId)))
    const entries = await db.read((reader) => readTaskEntries(reader, [...tasks], [...ids]))
    const facts = factsOf(entries).filter(({ eventId }) => ids.has(eventId))
    await recordFacts(analytics, facts)
    // Also where it had been recorded before: whoever did that may have come no further.
    const stamps = new Set(facts.flatMap(bucketsCounted).map(countsStampOf))
    if (stamps.size > 0) await cached.invalidate([...stamps])
  }
  return {
    name: 'analytics-recorder',
    topics: ['task.*'],
    handle: (event) => handleMany([event]),
    handleMany,
  }
}
