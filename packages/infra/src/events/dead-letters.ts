import type { Pool } from 'pg'
import type { DeadLetter, DeadLetterChoice } from './port.ts'

const CHOSEN = '($1::text IS NULL OR consumer = $1) AND ($2::bigint[] IS NULL OR id = ANY ($2))'

const chosen = ({ consumer, ids }: DeadLetterChoice): unknown[] => [
  consumer ?? null,
  ids?.filter((id) => /^\d{1,18}$/.test(id)) ?? null,
]

export const findDead = async (pool: Pool, choice: DeadLetterChoice): Promise<DeadLetter[]> => {
  const { rows } = await pool.query<DeadLetter>(
    `SELECT id::text, consumer, event, error, attempts, since FROM ops.dead_letters
     WHERE ${CHOSEN} ORDER BY dead_letters.id`,
    chosen(choice),
  )
  return rows
}

export const deadCounts = async (pool: Pool): Promise<Map<string, number>> => {
  const { rows } = await pool.query<{ consumer: string; dead: number }>({
    name: 'count-dead',
    text: 'SELECT consumer, count(*)::int AS dead FROM ops.dead_letters GROUP BY consumer',
  })
  return new Map(rows.map(({ consumer, dead }) => [consumer, dead]))
}

/** @returns how many are gone */
export const purgeDead = async (pool: Pool, choice: DeadLetterChoice): Promise<number> => {
  const { rowCount } = await pool.query(
    `DELETE FROM ops.dead_letters WHERE ${CHOSEN}`,
    chosen(choice),
  )
  return rowCount ?? 0
}
