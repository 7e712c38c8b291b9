import type { Conflict, IsoDate, Noticed, UserId } from '@holdfast/domain'
import type { Statement, Transaction } from '../reader.ts'

/** What an edit met, and who made that edit. */
export interface Met extends Noticed {
  actor: UserId
  at: IsoDate
  /** Who wrote what it met, where this transaction knows; the audit log does otherwise. */
  author?: UserId
}

/** The fields of an audit entry by which it set what a conflict is about. */
export const fieldsSet = ({ field, kind }: Noticed): string[] => {
  if (kind === 'trashed') return ['deletedAt']
  return field === 'due' ? ['dueDate', 'dueAllDay'] : [field]
}

/**
 * Names who wrote what was met, all with one statement: the newest entry of the audit log that set
 * the field. To be asked before the edits that met it are entered there.
 */
export const nameAuthors = async (tx: Transaction, met: readonly Met[]): Promise<Met[]> => {
  if (met.every(({ author }) => author)) return [...met]
  const asked = met.map((one, place) => ({
    place,
    entity: one.entity,
    id: one.entityId,
    fields: fieldsSet(one),
  }))
  const found = await tx.rows<{ place: number; author: UserId }>({
    name: 'conflict-authors',
    text: `SELECT asked.place, entry.actor_id AS author
           FROM jsonb_to_recordset($1) AS asked (place int, entity text, id uuid, fields text[])
           CROSS JOIN LATERAL (
             SELECT actor_id FROM audit.activity_log
             WHERE entity_type = asked.entity AND entity_id = asked.id
               AND metadata->'after' ?| asked.fields
             ORDER BY version DESC LIMIT 1
           ) AS entry
           JOIN users.users account ON account.id = entry.actor_id`,
    values: [JSON.stringify(asked)],
  })
  const authors = new Map(found.map(({ place, author }) => [place, author]))
  return met.map((one, place) => {
    const author = one.author ?? authors.get(place)
    return author ? { ...one, author } : one
  })
}

type Told = Pick<Conflict, 'userId' | 'kind' | 'lost' | 'kept' | 'by'>

/** Who is told what: both writers, and one who met their own other device once. */
const tell = ({ kind, actor, author, lost, kept }: Met): Told[] => {
  const other = { userId: author as UserId, kind, lost, kept, by: actor }
  if (author === actor) return [kind === 'trashed' ? { ...other, lost: kept, kept: lost } : other]
  const mine: Told = { userId: actor, kind, lost: kept, kept: lost, by: author ?? null }
  const own = kind === 'overruled' ? ({ ...mine, kind: 'overrode', lost, kept } as const) : mine
  return author ? [other, own] : [own]
}

/**
 * Tells the writers of values that met, each in their own bucket, as far as they may see what it is
 * about. That a task was edited in the trash is told once until it is dismissed.
 */
export const tellingConflicts = (met: readonly Met[]): Statement => {
  const rows = met.flatMap((one) => {
    const { entity, entityId, field, base, at } = one
    const about = entity === 'task' ? { task_id: entityId } : { project_id: entityId }
    return tell(one).map(({ userId, by, ...told }) => ({
      ...about,
      ...told,
      user_id: userId,
      by_id: by,
      field,
      base,
      at,
    }))
  })
  const trashed = new Set<string>()
  const once = rows.filter(({ kind, user_id, ...row }) => {
    if (kind !== 'trashed' || !('task_id' in row)) return true
    const about = `${user_id} ${row.task_id}`
    return !trashed.has(about) && trashed.add(about)
  })
  return {
    name: 'insert-conflicts',
    text: `INSERT INTO sync.conflicts
             (user_id, task_id, project_id, field, kind, base, lost, kept, by_id, at)
           SELECT user_id, task_id, project_id, field, kind, base, lost, kept, by_id, at
           FROM jsonb_populate_recordset(NULL::sync.conflicts, $1) AS new
           WHERE EXISTS (
             SELECT FROM sync.granted_buckets(new.user_id) AS granted
             WHERE granted = ANY (CASE
               WHEN new.task_id IS NULL THEN ARRAY[sync.project_bucket(new.project_id)]
               ELSE (SELECT sync.buckets_of_task(task) FROM tasks.tasks task WHERE id = new.task_id)
             END)
           ) AND NOT EXISTS (
             SELECT FROM sync.conflicts told
             WHERE new.kind = 'trashed' AND told.kind = 'trashed' AND told.dismissed_at IS NULL
               AND told.task_id = new.task_id AND told.user_id = new.user_id
           )`,
    values: [JSON.stringify(once)],
  }
}

/**
 * Deletes what was told before a moment, the oldest first. Conflicts are kept as long as the trash:
 * `CONFLICT_DAYS`.
 * @param most of one transaction
 * @returns how many are gone; fewer than `most`: there are no more
 */
export const pruneConflicts = async (
  tx: Transaction,
  before: IsoDate,
  most: number,
): Promise<number> => {
  const gone = await tx.rows({
    name: 'prune-conflicts',
    text: `DELETE FROM sync.conflicts WHERE id IN (
             SELECT id FROM sync.conflicts WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
           ) RETURNING id`,
    values: [before, most],
  })
  return gone.length
}
