import { migrateDown, migrateUp, migrationStatus } from '@holdfast/db'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { countOf, say } from './say.ts'
import { withRecord } from './with-record.ts'

/** `holdfast migrate up|down|status`. */
export const migrateCommand = (config: () => Config): Command => {
  const command = new Command('migrate').description('bring the database schema up or down')
  command
    .command('up')
    .description('apply every pending migration')
    .action(() =>
      withRecord(config(), async (url) => {
        const applied = await migrateUp(url, { log: say })
        say(applied.length === 0 ? 'Nothing to do: every migration is applied.' : 'Done.')
      }),
    )
  command
    .command('down')
    .description('take back the last migration; what it held is lost')
    .option('-n, --count <count>', 'how many to take back', countOf, 1)
    .action(({ count }: { count: number }) =>
      withRecord(config(), async (url) => {
        const undone = await migrateDown(url, count, { log: say })
        say(undone.length === 0 ? 'Nothing to do: no migration is applied.' : 'Done.')
      }),
    )
  command
    .command('status')
    .description('list every migration and whether it is applied')
    .action(() =>
      withRecord(config(), async (url) => {
        for (const { name, state, appliedAt } of await migrationStatus(url))
          say(`${state.padEnd(8)}  ${appliedAt ?? '-'.padEnd(24)}  ${name}`)
      }),
    )
  return command
}
