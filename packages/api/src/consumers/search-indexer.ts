import { ProjectId, TaskId } from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import type { Services } from '../context.ts'

/** A project's tasks are found or not by whether it is deleted; whose they are they say themselves. */
const CHANGES_WHAT_IS_FOUND = ['status']

/**
 * Keeps the search index equal to the record. It takes an event for a hint only: the task is read
 * anew under a lock, so events may come twice and in any order.
 */
export const searchIndexer = ({ searchUpkeep }: Pick<Services, 'searchUpkeep'>): Consumer => ({
  name: 'search-indexer',
  // Where the database searches there is nothing to keep: no event need travel here.
  topics: searchUpkeep.engine === null ? [] : ['task.*', 'project.*'],
  async handle({ entity, entityId, fields }, signal) {
    if (entity === 'task') return searchUpkeep.refreshTasks([TaskId.parse(entityId)], signal)
    if (entity === 'project' && fields.some((field) => CHANGES_WHAT_IS_FOUND.includes(field)))
      return searchUpkeep.refreshProject(ProjectId.parse(entityId), signal)
  },
})
