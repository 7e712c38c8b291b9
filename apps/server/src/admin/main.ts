import { Command } from 'commander'
import { decideConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { sayWhyNot } from '../say-why-not.ts'
import { accountsCommand } from './accounts.ts'
import { analyticsCommand } from './analytics.ts'
import { dataMigrateCommand } from './data-migrate.ts'
import { eventsCommand } from './events.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import { reindexCommand } from './reindex.ts'
import { restoredCommand } from './restored.ts'

const config = () => decideConfig(readEnv())

const program = new Command('holdfast')
  .description('Operate a Holdfast server. Works beside a running one and without one.')
  .addCommand(migrateCommand(config))
  .addCommand(eventsCommand(config))
  .addCommand(dataMigrateCommand(config))
  .addCommand(analyticsCommand(config))
  .addCommand(accountsCommand(config))
  .addCommand(restoredCommand(config))
  .addCommand(reindexCommand(config))
  .addCommand(keysCommand(config))

try {
  await program.parseAsync()
} catch (error) {
  sayWhyNot(error)
}
process.exit()
