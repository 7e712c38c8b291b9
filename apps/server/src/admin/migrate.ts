import { migrateDown, migrateUp, migrationStatus, planMigrations } from '@holdfast/db'
import { Command, Option } from 'commander'
import type { Config } from '../config/config.ts'
import { countOf, say } from './say.ts'
import { withRecord } from './with-record.ts'

const TO = '--to <migration>'

/** The last so many, or all after one; one of the two. */
const downOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('-n, --count <count>', 'how many to take back').argParser(countOf).conflicts('to'),
    )
    .option(TO, 'the one, by name or number, that is to be the last')

interface Target {
  to?: string
  count?: number
}

/** `holdfast migrate up|down|status|plan`. */
export const migrateCommand = (config: () => Config): Command => {
  const command = new Command('migrate').description('bring the database schema up or down')
  command
    .command('up')
    .description('apply every pending migration')
    .option(TO, 'the last to apply, by name or number')
    .action((target: Pick<Target, 'to'>) =>
      withRecord(config(), async (url) => {
        const applied = await migrateUp(url, { ...target, log: say })
        say(applied.length === 0 ? 'Nothing to do: all of it is applied.' : 'Done.')
      }),
    )
  downOptions(command.command('down'))
    .description('take back the last migration; what it held is lost')
    .action((target: Target) =>
      withRecord(config(), async (url) => {
        const undone = await migrateDown(url, target, { log: say })
        say(undone.length === 0 ? 'Nothing to do: no such migration is applied.' : 'Done.')
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
  downOptions(command.command('plan'))
    .description('print the SQL that up, or with --down down, would run; change nothing')
    .option('--down', 'of the way down')
    .action(({ down, ...target }: Target & { down?: true }) =>
      withRecord(config(), async (url) => {
        const way = down || target.count !== undefined ? ({ direction: 'down' } as const) : {}
        const steps = await planMigrations(url, { ...way, ...target })
        for (const { name, direction, sql } of steps) say(`-- ${name}, ${direction}\n${sql}\n`)
        if (steps.length === 0) say('-- Nothing to do.')
      }),
    )
  return command
}
