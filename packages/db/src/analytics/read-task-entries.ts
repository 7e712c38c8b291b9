import type { ActivityAction, IsoDate, Task, TaskId, UserId } from '@holdfast/domain'
import type { Reader } from '../reader.ts'

/** The fields of a task that are counted by. */
export type CountedFields = Partial<
  Pick<
    Task,
    | 'status'
    | 'projectId'
    | 'createdBy'
    | 'assignedTo'
    | 'dueDate'
    | 'dueAllDay'
    | 'completedAt'
    | 'deletedAt'
  >
>

const FIELDS: (keyof CountedFields)[] = [
  'status',
  'projectId',
  'createdBy',
  'assignedTo',
  'dueDate',
  'dueAllDay',
  'completedAt',
  'deletedAt',
]

/** An audit entry of a task, as far as it is counted by. */
export interface TaskEntry {
  id: string
  taskId: TaskId
  action: ActivityAction
  actorId: UserId | null
  version: number
  at: IsoDate
  before: CountedFields
  after: CountedFields
}

const picked = (side: string): string =>
  `(SELECT coalesce(jsonb_object_agg(key, value), '{}')
    FROM jsonb_each(metadata->'${side}') WHERE key = ANY($2))`

/**
 * The audit entries of these tasks, task by task, each task's in their order.
 * @param wanted ids of entries: the others come only as far as these are counted by them
 */
export const readTaskEntries = (
  reader: Reader,
  ids: readonly TaskId[],
  wanted: readonly string[] | null = null,
): Promise<TaskEntry[]> =>
  reader.rows<TaskEntry>({
    name: 'read-task-entries',
    text: `
      SELECT id, entity_id AS "taskId", action, actor_id AS "actorId", version, created_at AS at,
             ${picked('before')} AS before, ${picked('after')} AS after
      FROM audit.activity_log
      WHERE entity_type = 'task' AND entity_id = ANY($1::uuid[])
        AND ($3::uuid[] IS NULL OR id = ANY($3)
             OR metadata->'before' ?| $2 OR metadata->'after' ?| $2)
      ORDER BY entity_id, version`,
    values: [ids, FIELDS, wanted],
  })

/** Tasks that the audit log tells of, by id, from the one after `after`. */
export const tasksInAudit = async (
  reader: Reader,
  after: string | null,
  limit: number,
): Promise<TaskId[]> => {
  const rows = await reader.rows<{ id: TaskId }>({
    name: 'tasks-in-audit',
    text: `
      SELECT DISTINCT entity_id AS id FROM audit.activity_log
      WHERE entity_type = 'task' AND entity_id > coalesce($1, '00000000-0000-0000-0000-000000000000')::uuid
      ORDER BY entity_id LIMIT $2`,
    values: [after, limit],
  })
  return rows.map(({ id }) => id)
}

/** Tasks of which something was entered since then. */
export const tasksEnteredSince = async (reader: Reader, since: Date): Promise<TaskId[]> => {
  const rows = await reader.rows<{ id: TaskId }>({
    text: `
      SELECT DISTINCT entity_id AS id FROM audit.activity_log
      WHERE created_at >= $1 AND entity_type = 'task' ORDER BY 1`,
    values: [since],
  })
  return rows.map(({ id }) => id)
}
