import { lacksAdmin } from '@holdfast/api'
import type { Database } from '@holdfast/db'
import type { ServerLog } from './log/open-log.ts'

/** Tells the operator where nobody can look after the accounts, and what to do about it. */
export const warnWithoutAdmin = async (db: Database, log: ServerLog): Promise<void> => {
  if (await db.read(lacksAdmin))
    log.warn({}, 'no account is an admin’s: make one with `npm run holdfast admin grant <email>`')
}
