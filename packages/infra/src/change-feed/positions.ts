import type { Client } from 'pg'

/**
 * How far the audit log is carried: every entry up to here, in the order of transactions and in each
 * of versions. 64-bit numbers are text.
 */
export interface Position {
  xid: string
  version: string
}

interface Stored extends Position {
  epoch: string
  newest: string
}

const FEED = 'events'
const BEGINNING: Stored = { xid: '0', version: '0', epoch: '', newest: '0' }

/** How far this database is carried. Of another life than the position, it is readied for it first. */
export const openPosition = async (client: Client): Promise<Position> => {
  const { rows } = await client.query<Stored & { now: string }>(
    `SELECT p.xid, p.version, p.epoch, p.newest, sync.current_epoch() AS now
     FROM (VALUES (1)) AS one LEFT JOIN ops.feed_positions p ON p.feed = $1`,
    [FEED],
  )
  const [found] = rows
  if (!found) throw new Error('PostgreSQL did not answer where the change feed is')
  if (found.epoch === found.now) return { xid: found.xid, version: found.version }
  return beginLife(client, found.epoch === null ? BEGINNING : found, found.now)
}

/**
 * Transaction numbers begin anew with a database that was loaded from a dump, beside entries that
 * carry those of the one before. What was not carried there, by its own numbers or because it is newer
 * than anything that was, is numbered anew as of now; what was carried must not come up again when the
 * numbers get there.
 */
const beginLife = async (client: Client, last: Stored, epoch: string): Promise<Position> => {
  await client.query('BEGIN')
  try {
    const { rows } = await client.query<{ xmin: string }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin',
    )
    const position = { xid: rows[0]?.xmin ?? '0', version: '-1' }
    const uncarried = `(version > $1 OR (xid, version) > ($2::text::xid8, $3::bigint))`
    await client.query(
      `UPDATE audit.activity_log
       SET xid = CASE WHEN ${uncarried} THEN pg_current_xact_id() END
       WHERE xid IS NOT NULL AND (${uncarried} OR xid >= $4::text::xid8)`,
      [last.newest, last.xid, last.version, position.xid],
    )
    await client.query(
      `INSERT INTO ops.feed_positions AS known (feed, epoch, xid, version, newest)
       VALUES ($1, $2, $3::text::xid8, $4, $5)
       ON CONFLICT (feed) DO UPDATE
       SET epoch = excluded.epoch, xid = excluded.xid, version = excluded.version,
           moved_at = clock_timestamp()`,
      [FEED, epoch, position.xid, position.version, last.newest],
    )
    await client.query('COMMIT')
    return position
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** @param newest the greatest version that was carried since */
export const savePosition = async (
  client: Client,
  { xid, version }: Position,
  newest: number,
): Promise<void> => {
  await client.query({
    name: 'save-feed-position',
    text: `UPDATE ops.feed_positions
           SET xid = $2::text::xid8, version = $3, newest = greatest(newest, $4::bigint),
               moved_at = clock_timestamp()
           WHERE feed = $1`,
    values: [FEED, xid, version, newest],
  })
}
