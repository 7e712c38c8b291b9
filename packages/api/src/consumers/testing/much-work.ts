import type { Database } from '@holdfast/db'
import type { DomainEvent } from '@holdfast/domain'
import { chanceOf, randomWork } from '../../analytics/testing/random-work.ts'

const STEPS = 300

/** Copies of all tasks with all that was done to them, half of it of late and half of it long ago. */
const COPYING = `
  WITH copies AS (
    SELECT id AS original, gen_random_uuid() AS id, copy
    FROM tasks.tasks, generate_series(1, $1::int) AS copy
  ), tasks AS (
    INSERT INTO tasks.tasks (id, title, description, status, priority, due_date, due_all_day,
      created_by, assigned_to, project_id, tags, order_key, created_at, completed_at, deleted_at)
    SELECT copies.id, title || ' ' || copy, description, status, priority, due_date, due_all_day,
      created_by, assigned_to, project_id, tags, order_key, created_at, completed_at, deleted_at
    FROM copies JOIN tasks.tasks AS task ON task.id = original
  ), newest AS (
    SELECT max(created_at) AS at FROM audit.activity_log
  )
  INSERT INTO audit.activity_log (entity_type, entity_id, action, actor_id, metadata, created_at)
  SELECT entity_type, copies.id, action, actor_id, metadata,
    now() - make_interval(hours => 1, days => 60 * (copy % 2))
      - (newest.at - entry.created_at) * 0.1
  FROM newest, copies JOIN audit.activity_log AS entry ON entry.entity_id = original
  ORDER BY entry.version, copy`

/** Writes a history of at least so many entries. @returns its events, in their order */
export const muchWork = async (db: Database, least: number): Promise<DomainEvent[]> => {
  const { deeds } = await randomWork({ db, pokes: { poke: () => undefined } }, chanceOf(4), STEPS)
  const copies = Math.ceil(least / deeds.length)
  await db.transact((tx) => tx.rows({ text: COPYING, values: [copies] }))
  return db.read((reader) =>
    reader.rows<DomainEvent>({
      text: `SELECT id, entity_type AS entity, entity_id AS "entityId", action, version,
                    ARRAY(SELECT jsonb_object_keys(metadata->'after')) AS fields
             FROM audit.activity_log WHERE entity_type = 'task' ORDER BY version`,
    }),
  )
}
