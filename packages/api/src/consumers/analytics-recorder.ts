import { readTaskEntries, recordFacts } from '@holdfast/db'
import { TaskId } from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import { factsOf } from '../analytics/facts-of.ts'
import type { AnalyticsDatabases } from '../analytics/record-tasks.ts'

/**
 * Counts what happens to tasks. What an event adds follows from the audit log up to its entry, so
 * events may come twice and in any order.
 */
export const analyticsRecorder = ({ db, analytics }: AnalyticsDatabases): Consumer => ({
  name: 'analytics-recorder',
  topics: ['task.*'],
  async handle({ id, entityId, version }) {
    const taskId = TaskId.parse(entityId)
    const entries = await db.read((reader) => readTaskEntries(reader, [taskId], version))
    await recordFacts(
      analytics,
      factsOf(entries).filter(({ eventId }) => eventId === id),
    )
  },
})
