import type { DomainEvent } from '@holdfast/domain'
import type { Client, Pool } from 'pg'
import { type FeedLag, LAG_COUNTED } from './port.ts'
import type { Position } from './positions.ts'

/** Events with the position that having carried them gives. */
export interface LogPage {
  events: DomainEvent[]
  position: Position
  /** There was no more to be read. */
  isLast: boolean
}

interface Entry extends Omit<DomainEvent, 'version'> {
  xid: string
  version: string
  /** Of the page itself. */
  isNext: boolean
}

/**
 * The next entries after a position, in the order of versions; null where there are none. A
 * transaction that began before one that is still under way may have numbered rows that nobody can see
 * yet, so only what is older than any of those is read: nothing can come up behind the position.
 *
 * An entity that is in the page brings its older entries that lie beyond it: their transactions began
 * later and ended sooner. They come again in their turn.
 * @param what `visible`: all that can be seen, for one who hears of the rest in another way
 */
export const readLog = async (
  client: Client,
  { xid, version }: Position,
  most: number,
  what: 'complete' | 'visible' = 'complete',
): Promise<LogPage | null> => {
  const { rows } = await client.query<Entry>({
    name: `read-feed-${what}`,
    text: `WITH page AS MATERIALIZED (
             SELECT * FROM audit.activity_log
             WHERE (xid, version) > ($1::text::xid8, $2::bigint)
               ${what === 'complete' ? 'AND xid < pg_snapshot_xmin(pg_current_snapshot())' : ''}
             ORDER BY xid, version LIMIT $3
           ), entities AS (
             SELECT entity_type, entity_id, max(version) AS newest FROM page GROUP BY 1, 2
           ), last AS (
             SELECT xid, version FROM page ORDER BY xid DESC, version DESC LIMIT 1
           ), sooner AS (
             SELECT entry.* FROM last, entities CROSS JOIN LATERAL (
               SELECT * FROM audit.activity_log
               WHERE entity_type = entities.entity_type AND entity_id = entities.entity_id
             ) AS entry
             WHERE entry.version < entities.newest
               AND (entry.xid, entry.version) > (last.xid, last.version)
           )
           SELECT xid::text, version, id, entity_type AS entity, entity_id AS "entityId", action,
                  ARRAY(SELECT jsonb_object_keys(
                    CASE jsonb_typeof(metadata->'after') WHEN 'object' THEN metadata->'after' END
                  )) AS fields, "isNext"
           FROM (
             SELECT *, true AS "isNext" FROM page UNION ALL SELECT *, false FROM sooner
           ) AS found
           ORDER BY found.xid, found.version`,
    values: [xid, version, most],
  })
  const last = rows.findLast(({ isNext }) => isNext)
  if (!last) return null
  const isLast = rows.filter(({ isNext }) => isNext).length < most
  return { events: eventsOf(rows), position: { xid: last.xid, version: last.version }, isLast }
}

const eventsOf = (entries: readonly Entry[]): DomainEvent[] =>
  entries
    .map(({ xid: _, isNext: __, version, ...event }) => ({ ...event, version: Number(version) }))
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
