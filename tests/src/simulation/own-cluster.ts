import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateUp, startEmbeddedPostgres } from '@holdfast/db'
import { createDatabase } from '@holdfast/db/testing'
import type { Cluster } from './postgres-authority.ts'

/** A PostgreSQL of its own for a run by hand, gone when disposed. */
export const ownCluster = async (): Promise<Cluster & AsyncDisposable> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-simulation-'))
  const settings = { fsync: 'off', synchronous_commit: 'off' }
  const postgres = await startEmbeddedPostgres({ dataDir, settings })
  const template = 'simulation_template'
  await migrateUp(await createDatabase(postgres.url, template))
  return {
    url: postgres.url,
    template,
    [Symbol.asyncDispose]: async () => {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
