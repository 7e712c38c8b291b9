import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { Binaries } from '../embedded/binaries.ts'
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts'
import { migrateUp } from '../migrate/migrate.ts'
import { createDatabase } from './databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the cluster that the run's tests share. */
    postgresUrl: string
    /** A migrated database, to be cloned and never connected to. */
    postgresTemplate: string
  }
}

/**
 * One cluster for a project's whole run, with a migrated database that each test file clones.
 * @param binaries default: the PostgreSQL that npm shipped
 * @returns the way to take it down
 */
export const shareCluster = async (
  project: TestProject,
  binaries?: Binaries,
): Promise<() => Promise<void>> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  const postgres = await startEmbeddedPostgres({ dataDir, ...(binaries && { binaries }) })
  const template = `template_${randomBytes(4).toString('hex')}`
  await migrateUp(await createDatabase(postgres.url, template))
  project.provide('postgresUrl', postgres.url)
  project.provide('postgresTemplate', template)
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
