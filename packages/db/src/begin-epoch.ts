import type { Database } from './database.ts'
import { currentEpoch } from './epoch.ts'

/**
 * Begins another life of a database that was restored to an earlier state in a way that cannot be seen
 * from within, as by copying its files back. Connections of servers that run are ended, so that they
 * meet it at once. [E2]
 * @returns the epoch
 */
export const beginEpoch = async (db: Database): Promise<string> => {
  await db.transact(async (tx) => {
    await tx.rows({ text: 'UPDATE sync.epoch SET restores = restores + 1' })
  })
  return await db.read(async (reader) => {
    await reader.rows({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'holdfast'
               AND pid <> pg_backend_pid()`,
    })
    return await currentEpoch(reader)
  })
}
