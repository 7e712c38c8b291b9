import { type DomainEvent, ProjectId, TaskId } from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import { foundStampOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'
import { bucketsOfEvent } from './buckets-of-event.ts'

/** A project's tasks are found or not by whether it is deleted; whose they are they say themselves. */
const CHANGES_WHAT_IS_FOUND = ['status']

const isOfIndex = ({ entity, fields }: DomainEvent): boolean =>
  entity === 'task' ||
  (entity === 'project' && fields.some((field) => CHANGES_WHAT_IS_FOUND.includes(field)))

/**
 * Keeps the search index equal to the record. It takes an event for a hint only: the task is read
 * anew under a lock, so events may come twice and in any order. What was found before is then taken
 * out of the cache, also where the index knew already: whoever wrote it may have come no further.
 */
export const searchIndexer = ({
  db,
  cached,
  searchUpkeep,
}: Pick<Services, 'db' | 'cached' | 'searchUpkeep'>): Consumer => ({
  name: 'search-indexer',
  // Where the database searches there is nothing to keep: no event need travel here.
  topics: searchUpkeep.engine === null ? [] : ['task.*', 'project.*'],
  async handle(event, signal) {
    if (!isOfIndex(event)) return
    if (event.entity === 'task')
      await searchUpkeep.refreshTasks([TaskId.parse(event.entityId)], signal)
    else await searchUpkeep.refreshProject(ProjectId.parse(event.entityId), signal)
    const buckets = await db.read((reader) => bucketsOfEvent(reader, event))
    await cached.invalidate(buckets.map(foundStampOf))
  },
})
