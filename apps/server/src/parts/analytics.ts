import { type Database, migrateUp, openDatabase } from '@holdfast/db'
import type { Config } from '../config/config.ts'
import { whyNotConnected } from '../config/why-not-connected.ts'
import type { ServerLog } from '../log/open-log.ts'

/** Where what happened is counted. */
export interface Analytics extends AsyncDisposable {
  database: Database
}

/**
 * Opens the database of the analytics: the record's own, unless there is one of their own, which is
 * migrated as the record is and holds nothing else. @throws StartError when that one cannot be used
 */
export const openAnalytics = async (
  { analyticsUrl: url }: Pick<Config, 'analyticsUrl'>,
  record: Database,
  log: ServerLog,
): Promise<Analytics> => {
  if (url === null) return { database: record, [Symbol.asyncDispose]: async () => undefined }
  const say = (message: string) => log.info({}, `analytics: ${message}`)
  await migrateUp(url, { log: say }).catch((error: unknown) => {
    throw whyNotConnected(error, 'ANALYTICS_URL')
  })
  const database = await openDatabase({
    url,
    onConnectionLost: (err) => log.warn({ err }, 'a connection to the analytics was lost'),
  })
  return { database, [Symbol.asyncDispose]: () => database.close() }
}
