import type { Reader } from '@holdfast/db'
import type { Bucket, DomainEvent } from '@holdfast/domain'

/** What is no row of any device is seen in none. */
const SEEN_IN: Partial<Record<DomainEvent['entity'], string>> = {
  task: `SELECT unnest(sync.buckets_of_task(t)) AS bucket FROM tasks.tasks t WHERE t.id = $1::uuid
         UNION
         SELECT sync.project_bucket((metadata -> 'before' ->> 'projectId')::uuid)
         FROM audit.activity_log WHERE id = $2::uuid
         UNION
         SELECT sync.user_bucket((metadata -> 'before' ->> 'assignedTo')::uuid)
         FROM audit.activity_log WHERE id = $2::uuid`,
  project: `SELECT sync.project_bucket($1::uuid) AS bucket
            UNION
            SELECT sync.user_bucket(user_id) FROM tasks.project_members WHERE project_id = $1::uuid
            UNION
            SELECT sync.user_bucket(actor_id) FROM audit.activity_log WHERE id = $2::uuid`,
  user: `SELECT sync.user_bucket($1::uuid) AS bucket
         UNION
         SELECT sync.user_bucket(actor_id) FROM audit.activity_log WHERE id = $2::uuid`,
}

/** Every bucket that the event was to be seen in, before it or after. */
export const bucketsOfEvent = async (
  reader: Reader,
  { entity, entityId, id }: DomainEvent,
): Promise<Bucket[]> => {
  const text = SEEN_IN[entity]
  if (text === undefined) return []
  const rows = await reader.rows<{ bucket: Bucket | null }>({
    name: `buckets-of-${entity}-event`,
    text,
    values: [entityId, id],
  })
  return rows.flatMap(({ bucket }) => bucket ?? [])
}
