import { joinOrStartEmbeddedPostgres } from '@holdfast/db'
import { clusterFolderOf } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { whyNotConnected } from '../config/why-not-connected.ts'

/**
 * Works on the record's database: the networked one, or the embedded one, which is joined where a
 * server runs on the data folder and else started for as long as the work takes.
 */
export const withRecord = async <T>(
  config: Config,
  work: (url: string) => Promise<T>,
): Promise<T> => {
  if (config.databaseUrl)
    return work(config.databaseUrl).catch((error: unknown) => {
      throw whyNotConnected(error)
    })
  await using postgres = await joinOrStartEmbeddedPostgres({ dataDir: clusterFolderOf(config) })
  return await work(postgres.url)
}
