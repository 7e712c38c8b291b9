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

/** The run's cluster, and the name of the migrated database that is cloned in it. */
export const testCluster = (): { url: string; template: string } => ({
  url: inject('postgresUrl'),
  template: inject('postgresTemplate'),
})

/** A migrated database of its own, gone when disposed. */
export const testDatabase = async (
  options: Omit<DatabaseOptions, 'url'> = {},
): Promise<TestDatabase> => {
  const { url: clusterUrl, template } = testCluster()
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(clusterUrl, name, template)
  const database = await openDatabase({ ...options, url })
  const dispose = async () => {
    await database.close()
    await dropDatabase(clusterUrl, name)
  }
  return { url, clusterUrl, database, [Symbol.asyncDispose]: dispose }
}
