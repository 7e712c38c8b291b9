import type { Reader } from '@holdfast/db'
import type { DomainEvent } from '@holdfast/domain'

/** Of these events, those that may concern somebody else than who did it. */
export const concerningOthers = async (
  reader: Reader,
  events: readonly DomainEvent[],
): Promise<DomainEvent[]> => {
  const rows = await reader.rows<{ id: string }>({
    name: 'events-concerning-others',
    text: `SELECT entry.id FROM audit.activity_log AS entry
           LEFT JOIN tasks.tasks AS task
             ON entry.entity_type = 'task' AND task.id = entry.entity_id
           WHERE entry.id = ANY ($1::uuid[])
             AND (entry.entity_type <> 'task' OR EXISTS (
               SELECT FROM unnest(CASE entry.action
                 WHEN 'completed' THEN ARRAY[task.created_by, task.assigned_to]
                 ELSE ARRAY[(entry.metadata -> 'after' ->> 'assignedTo')::uuid]
               END) AS person
               WHERE person IS DISTINCT FROM entry.actor_id AND person IS NOT NULL
             ))`,
    values: [events.map(({ id }) => id)],
  })
  const found = new Set(rows.map(({ id }) => id))
  return events.filter(({ id }) => found.has(id))
}
