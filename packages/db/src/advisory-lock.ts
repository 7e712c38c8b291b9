import type { Database } from './database.ts'

/**
 * Does `work` unless another process of the server is at the same one, on whatever machine it runs.
 * The lock goes with its connection, so nobody waits for a process that was killed.
 * @returns null where another has the lock
 */
export const whileOnlyOne = <T>(
  db: Pick<Database, 'read'>,
  name: string,
  work: () => Promise<T>,
): Promise<T | null> =>
  db.read(async (reader) => {
    const key = 'hashtextextended($1, 0)'
    const [taken] = await reader.rows<{ locked: boolean }>({
      text: `SELECT pg_try_advisory_lock(${key}) AS locked`,
      values: [name],
    })
    if (!taken?.locked) return null
    try {
      return await work()
    } finally {
      await reader.rows({ text: `SELECT pg_advisory_unlock(${key})`, values: [name] })
    }
  })
