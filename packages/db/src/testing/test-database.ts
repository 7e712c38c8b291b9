import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from '../database.ts'
import { createDatabase, dropDatabase } from './databases.ts'

export interface TestDatabase extends AsyncDisposable {
  url: string
  /** Of the run's cluster. */
  clusterUrl: string
  database: Database
}

/** A migrated database of its own, gone when disposed. */
export const testDatabase = async (
  options: Omit<DatabaseOptions, 'url'> = {},
): Promise<TestDatabase> => {
  const clusterUrl = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(clusterUrl, name, inject('postgresTemplate'))
  const database = await openDatabase({ ...options, url })
  const dispose = async () => {
    await database.close()
    await dropDatabase(clusterUrl, name)
  }
  return { url, clusterUrl, database, [Symbol.asyncDispose]: dispose }
}
