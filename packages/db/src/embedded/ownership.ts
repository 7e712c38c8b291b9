import type { Client } from 'pg'

// "hold" in ASCII: the advisory lock of whoever answers for the cluster, in its database `postgres`.
const OWNER_LOCK = 0x686f6c64

/** The data folder has an owner that is alive. */
export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(
      `Another Holdfast server is running on ${folder}. Stop it first, or set HOLDFAST_DATA to another folder.`,
    )
    this.name = 'DataFolderInUse'
  }
}

/**
 * Takes the cluster for as long as the connection lives: an owner that is killed loses it at once,
 * and no file is left behind to tell otherwise.
 */
export const own = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ owned: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS owned',
    [OWNER_LOCK],
  )
  return rows[0]?.owned === true
}
