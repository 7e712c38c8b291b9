import { beginEpoch, migrateUp, openDatabase } from '@holdfast/db'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { say } from './say.ts'
import { withRecord } from './with-record.ts'

/** `holdfast restored`. */
export const restoredCommand = (config: () => Config): Command =>
  new Command('restored')
    .description('say that the database was restored, so that devices send again what it lacks')
    .action(() =>
      withRecord(config(), async (url) => {
        await migrateUp(url)
        await using db = await openDatabase({ url, max: 1 })
        say(`Another life of the database has begun: ${await beginEpoch(db)}`)
        say('Devices notice within seconds, and send again what it lacks.')
      }),
    )
