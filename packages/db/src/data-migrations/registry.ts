import { MigrationError } from '../migrate/migration-error.ts'
import type { DataMigration } from './data-migration.ts'
import { populateTaskTags } from './populate-task-tags.ts'

/** In the order in which they were written. */
export const dataMigrations: readonly DataMigration[] = [populateTaskTags]

/** @throws Error naming those that there are */
export const dataMigrationOf = (name: string): DataMigration => {
  const found = dataMigrations.find((migration) => migration.name === name)
  if (found) return found
  const known = dataMigrations.map((migration) => migration.name).join(', ')
  throw new MigrationError(`There is no data migration ${name}. There is: ${known}.`)
}
