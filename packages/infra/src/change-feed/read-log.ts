import type { DomainEvent } from '@holdfast/domain'
import type { Client, Pool } from 'pg'
import { type FeedLag, LAG_COUNTED } from './port.ts'
import type { Position } from './positions.ts'

/** Events with the position that having carried them gives. */
export interface LogPage {
  events: DomainEvent[]
  position: Position
}

interface Entry extends Omit<DomainEvent, 'version'> {
  xid: string
  version: string
}

/**
 * The next entries after a position, in the order of versions; null where there are none. A transaction that
 * began before one that is still under way may have numbered rows that nobody can see yet, so only
 * what is older than any of those is read: nothing can come up behind the position.
 */
export const readLog = async (
  client: Client,
  { xid, version }: Position,
  most: number,
): Promise<LogPage | null> => {
  const { rows } = await client.query<Entry>({
    name: 'read-feed',
    text: `SELECT xid::text, version, id, entity_type AS entity, entity_id AS "entityId", action,
                  ARRAY(SELECT jsonb_object_keys(
                    CASE jsonb_typeof(metadata->'after') WHEN 'object' THEN metadata->'after' END
                  )) AS fields
           FROM audit.activity_log
           WHERE (xid, version) > ($1::text::xid8, $2::bigint)
             AND xid < pg_snapshot_xmin(pg_current_snapshot())
           ORDER BY activity_log.xid, activity_log.version LIMIT $3`,
    values: [xid, version, most],
  })
  const last = rows.at(-1)
  if (!last) return null
  return { events: eventsOf(rows), position: { xid: last.xid, version: last.version } }
}

const eventsOf = (entries: readonly Entry[]): DomainEvent[] =>
  entries
    .map(({ xid: _, version, ...event }) => ({ ...event, version: Number(version) }))
    .sort((a, b) => a.version - b.version)

/** What lies behind the stored position, read or not yet to be read. */
export const lagOf = async (pool: Pool): Promise<FeedLag> => {
  const { rows } = await pool.query<{ events: number; oldest: number }>({
    name: 'feed-lag',
    text: `SELECT count(*)::int AS events,
                  COALESCE(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8
                    AS oldest
           FROM (
             SELECT created_at FROM audit.activity_log
             WHERE (xid, version) > (
               COALESCE((SELECT xid FROM ops.feed_positions), '0'::xid8),
               COALESCE((SELECT version FROM ops.feed_positions), 0)
             )
             ORDER BY xid, version LIMIT ${LAG_COUNTED}
           ) AS uncarried`,
  })
  const [lag] = rows
  return { events: lag?.events ?? 0, oldest: Math.max(0, lag?.oldest ?? 0) }
}
