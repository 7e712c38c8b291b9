import type { IsoDate, RowKey } from '@holdfast/domain'
import type { Reader, Transaction } from '../reader.ts'
import type { DataMigration } from './data-migration.ts'
import { dataMigrations } from './registry.ts'

/** How far one has come; as `ops.data_migrations` has it. */
export interface Progress {
  /** The last row that it has been through. */
  position: RowKey | null
  /** Rows that it has been through, and those among them that it changed. */
  seen: number
  changed: number
  beganAt: IsoDate
  movedAt: IsoDate
  finishedAt: IsoDate | null
}

export interface DataMigrationState {
  name: string
  summary: string
  /** Null: it has not begun. */
  progress: Progress | null
}

const COLUMNS = `position, seen, changed, began_at AS "beganAt", moved_at AS "movedAt",
  finished_at AS "finishedAt"`

/** Every data migration of this program, and how far it has come. */
export const dataMigrationStates = async (reader: Reader): Promise<DataMigrationState[]> => {
  const rows = await reader.rows<Progress & { name: string }>({
    text: `SELECT name, ${COLUMNS} FROM ops.data_migrations`,
  })
  return dataMigrations.map(({ name, summary }) => {
    const { name: _, ...progress } = rows.find((row) => row.name === name) ?? { name: null }
    return { name, summary, progress: 'seen' in progress ? progress : null }
  })
}

/** Begins it where it has not begun, and keeps every other runner off its progress until the end. */
export const lockProgress = async (tx: Transaction, name: string): Promise<Progress> => {
  const [progress] = await tx.rows<Progress & Record<string, unknown>>({
    name: 'lock-progress',
    text: `INSERT INTO ops.data_migrations (name) VALUES ($1)
           ON CONFLICT (name) DO UPDATE SET name = excluded.name
           RETURNING ${COLUMNS}`,
    values: [name],
  })
  if (!progress) throw new Error(`${name} has no progress`)
  return progress
}

/** Enters a batch. @param position null: there was nothing left, and it is finished */
export const moveOn = async (
  tx: Transaction,
  { name }: DataMigration,
  batch: { position: RowKey | null; seen: number; changed: number },
): Promise<Progress> => {
  const [progress] = await tx.rows<Progress & Record<string, unknown>>({
    name: 'move-on',
    text: `UPDATE ops.data_migrations SET
             position = COALESCE($2, position), seen = seen + $3, changed = changed + $4,
             moved_at = clock_timestamp(),
             finished_at = CASE WHEN $2::text IS NULL THEN clock_timestamp() END
           WHERE name = $1 RETURNING ${COLUMNS}`,
    values: [name, batch.position, batch.seen, batch.changed],
  })
  if (!progress) throw new Error(`${name} has no progress`)
  return progress
}
