import type { Database } from '@holdfast/db'

/** Whether the index is known to lack something, as every process of the server sees it. */
export interface Standing {
  isBehind: boolean
  /** Counts up with each mark; taken back to see that none was made meanwhile. */
  marks: number
}

/** An index that was never filled is behind. */
const UNKNOWN: Standing = { isBehind: true, marks: 0 }

export const readStanding = async (db: Database): Promise<Standing> => {
  const [row] = await db.read((reader) =>
    reader.rows<{ is_behind: boolean; marks: number }>({
      name: 'search-standing',
      text: 'SELECT behind_since IS NOT NULL AS is_behind, marks FROM ops.search_standing',
    }),
  )
  return row ? { isBehind: row.is_behind, marks: row.marks } : UNKNOWN
}

/** A write may be missing in the index: it answers nothing more until it has been compared. */
export const markBehind = async (db: Database): Promise<void> => {
  await db.transact((tx) =>
    tx.rows({
      text: `INSERT INTO ops.search_standing AS standing (behind_since, marks) VALUES (now(), 1)
        ON CONFLICT (one) DO UPDATE
        SET behind_since = COALESCE(standing.behind_since, now()), marks = standing.marks + 1`,
    }),
  )
}

/** The index has been compared since the standing was read. Does nothing if it was marked again. */
export const markCurrent = async (db: Database, { marks }: Standing): Promise<void> => {
  await db.transact((tx) =>
    tx.rows({
      text: `INSERT INTO ops.search_standing AS standing (marks) VALUES ($1)
        ON CONFLICT (one) DO UPDATE SET behind_since = NULL WHERE standing.marks = $1`,
      values: [marks],
    }),
  )
}
