import { type DomainEvent, ProjectId, TaskId } from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import { foundStampOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'
import { bucketsOfEvents } from './buckets-of-events.ts'

/** A project's tasks are found or not by whether it is deleted; whose they are they say themselves. */
const CHANGES_WHAT_IS_FOUND = ['status']

const isOfIndex = ({ entity, fields }: DomainEvent): boolean =>
  entity === 'task' ||
  (entity === 'project' && fields.some((field) => CHANGES_WHAT_IS_FOUND.includes(field)))

/**
 * Keeps the search index equal to the record. It takes an event for a hint only: the task is read
 * anew, so events may come twice and in any order. What was found before is then taken
 * out of the cache, also where the index knew already: whoever wrote it may have come no further.
 */
export const searchIndexer = ({
  db,
  cached,
  searchUpkeep,
}: Pick<Services, 'db' | 'cached' | 'searchUpkeep'>): Consumer => {
  const handleMany = async (all: readonly DomainEvent[], signal: AbortSignal): Promise<void> => {
    const events = all.filter(isOfIndex)
    const idsOf = (entity: DomainEvent['entity']): string[] => [
      ...new Set(events.filter((one) => one.entity === entity).map(({ entityId }) => entityId)),
    ]
    await searchUpkeep.refreshTasks(
      idsOf('task').map((id) => TaskId.parse(id)),
      signal,
    )
    for (const id of idsOf('project'))
      await searchUpkeep.refreshProject(ProjectId.parse(id), signal)
    const buckets = await db.read(async (reader) => [
      ...(await bucketsOfEvents(reader, 'task', events)),
      ...(await bucketsOfEvents(reader, 'project', events)),
    ])
    const stamps = new Set(buckets.map(foundStampOf))
    if (stamps.size > 0) await cached.invalidate([...stamps])
  }
  return {
    name: 'search-indexer',
    // Where the database searches there is nothing to keep: no event need travel here.
    topics: searchUpkeep.engine === null ? [] : ['task.*', 'project.*'],
    handle: (event, signal) => handleMany([event], signal),
    handleMany,
  }
}
