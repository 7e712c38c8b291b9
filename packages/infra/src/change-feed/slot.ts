import type { Client } from 'pg'

export const PUBLICATION = 'holdfast_feed'

/** Slots are of a cluster, so its name says of which database. */
export const slotName = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT '${PUBLICATION}_' || oid AS name FROM pg_database WHERE datname = current_database()`,
  )
  return rows[0]?.name ?? PUBLICATION
}

/** What is left to do before a slot tells all. */
interface ReadySlot {
  /** Null where the slot is there already. Else it is to be called once all that was committed before is carried. */
  keep: (() => Promise<void>) | null
}

/**
 * Makes the publication where it is missing, and a slot where there is none, or where it was lost: the
 * write-ahead log that it would have kept was more than PostgreSQL was told to keep. What was committed
 * before a new slot comes only from the audit log, and who would find the slot kept asks no more what
 * that was: until it is carried the slot is one that goes with the connection.
 */
export const readySlot = async (
  client: Client,
  slot: string,
  onError: (error: unknown) => void,
): Promise<ReadySlot> => {
  await requireLogical(client, onError)
  const published = await client.query('SELECT FROM pg_publication WHERE pubname = $1', [
    PUBLICATION,
  ])
  if (published.rowCount === 0)
    await client.query(
      `CREATE PUBLICATION ${PUBLICATION} FOR TABLE audit.activity_log WITH (publish = 'insert')`,
    )
  const { rows } = await client.query<{ status: string | null }>(
    'SELECT wal_status AS status FROM pg_replication_slots WHERE slot_name = $1',
    [slot],
  )
  const [found] = rows
  if (found && found.status !== 'lost') return { keep: null }
  if (found) {
    onError(new Error('the replication slot was lost; a new one begins where the audit log says'))
    await client.query('SELECT pg_drop_replication_slot($1)', [slot])
  }
  const passing = `${slot}_new`
  await client.query("SELECT pg_create_logical_replication_slot($1, 'pgoutput', true)", [passing])
  return {
    async keep() {
      await client.query('SELECT pg_copy_logical_replication_slot($1, $2, false)', [passing, slot])
      await client.query('SELECT pg_drop_replication_slot($1)', [passing])
    },
  }
}

/** A slot that nobody reads any more would keep the write-ahead log back. */
export const dropSlot = async (client: Client): Promise<void> => {
  await client.query(
    `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
     WHERE slot_name = $1 AND NOT active`,
    [await slotName(client)],
  )
}

const requireLogical = async (client: Client, onError: (error: unknown) => void): Promise<void> => {
  const { rows } = await client.query<{ level: string; keeps: string }>(
    `SELECT current_setting('wal_level') AS level,
            current_setting('max_slot_wal_keep_size') AS keeps`,
  )
  const { level, keeps } = rows[0] ?? {}
  if (level !== 'logical')
    throw new Error(
      `CHANGE_FEED=wal needs wal_level = logical, and it is ${level}. Set it and restart PostgreSQL, or leave CHANGE_FEED out.`,
    )
  if (keeps === '-1')
    onError(
      new Error('max_slot_wal_keep_size is -1: a feed that stops could fill the disk. Set a size.'),
    )
}
