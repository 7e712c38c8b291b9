import type { Reader } from '@holdfast/db'
import type { Bucket, DomainEvent } from '@holdfast/domain'

/** What is no row of any device is seen in none. */
const SEEN_IN: Partial<Record<DomainEvent['entity'], string>> = {
  task: `SELECT unnest(sync.buckets_of_task(t)) AS bucket FROM tasks.tasks t WHERE t.id = ANY ($1::uuid[])
         UNION
         SELECT sync.project_bucket((metadata -> 'before' ->> 'projectId')::uuid)
         FROM audit.activity_log WHERE id = ANY ($2::uuid[])
         UNION
         SELECT sync.user_bucket((metadata -> 'before' ->> 'assignedTo')::uuid)
         FROM audit.activity_log WHERE id = ANY ($2::uuid[])`,
  project: `SELECT sync.project_bucket(id) AS bucket FROM unnest($1::uuid[]) AS id
            UNION
            SELECT sync.user_bucket(user_id) FROM tasks.project_members WHERE project_id = ANY ($1::uuid[])
            UNION
            SELECT sync.user_bucket(actor_id) FROM audit.activity_log WHERE id = ANY ($2::uuid[])`,
  user: `SELECT sync.user_bucket(id) AS bucket FROM unnest($1::uuid[]) AS id
         UNION
         SELECT sync.user_bucket(actor_id) FROM audit.activity_log WHERE id = ANY ($2::uuid[])`,
}

/** Every bucket that one of these events of one kind of entity was to be seen in, before it or after. */
export const bucketsOfEvents = async (
  reader: Reader,
  entity: DomainEvent['entity'],
  events: readonly DomainEvent[],
): Promise<Bucket[]> => {
  const those = events.filter((event) => event.entity === entity)
  const text = SEEN_IN[entity]
  if (!text || those.length === 0) return []
  const rows = await reader.rows<{ bucket: Bucket | null }>({
    name: `buckets-of-${entity}-events`,
    text,
    values: [[...new Set(those.map(({ entityId }) => entityId))], those.map(({ id }) => id)],
  })
  return rows.flatMap(({ bucket }) => bucket ?? [])
}
