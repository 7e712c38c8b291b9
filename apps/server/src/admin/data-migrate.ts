import {
  type Database,
  type DataMigrationState,
  dataMigrationOf,
  dataMigrationStates,
  defaultThrottle,
  foreseeDataMigration,
  migrationStatus,
  openDatabase,
  openPokes,
  type Pace,
  runDataMigration,
} from '@holdfast/db'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { stopOnSignal } from '../processes/stop-on-signal.ts'
import { StartError } from '../start-error.ts'
import { countOf, say } from './say.ts'
import { withRecord } from './with-record.ts'

/** A count of all that is left may take longer than any statement of a server. */
const CONNECTIONS = { name: 'holdfast-data-migrate', max: 3, statementTimeout: 10 * 60_000 }
const SAY_EVERY_MS = 2000

const clock = (): Date => new Date()

const withDatabase = <T>(config: Config, work: (db: Database, url: string) => Promise<T>) =>
  withRecord(config, async (url) => {
    await requireSchema(url)
    await using db = await openDatabase({ ...CONNECTIONS, url })
    return await work(db, url)
  })

const requireSchema = async (url: string): Promise<void> => {
  const states = await migrationStatus(url)
  if (states.some(({ state }) => state === 'pending'))
    throw new StartError('The schema is older than this program. Run `holdfast migrate up` first.')
}

const number = (value: number): string => Math.round(value).toLocaleString('en')

const stateOf = ({ progress }: DataMigrationState): string => {
  if (!progress) return 'pending'
  return progress.finishedAt ? 'finished' : 'begun'
}

const sayState = (state: DataMigrationState): void => {
  say(`${stateOf(state).padEnd(8)}  ${state.name}: ${state.summary}`)
  if (!state.progress) return
  const { seen, changed, beganAt, movedAt, finishedAt } = state.progress
  say(`          ${number(seen)} rows seen, ${number(changed)} changed`)
  say(`          began ${beganAt}, ${finishedAt ? `finished ${finishedAt}` : `last at ${movedAt}`}`)
}

/** At most one line in a while, and the last. */
const sayingPace = (): ((pace: Pace) => void) => {
  let said = 0
  return ({ progress: { seen, changed, finishedAt }, perSecond, left }) => {
    if (finishedAt === null && performance.now() - said < SAY_EVERY_MS) return
    said = performance.now()
    const seconds = perSecond > 0 ? `, about ${number(left / perSecond)} s` : ''
    say(
      `${number(seen)} seen, ${number(changed)} changed, ${number(perSecond)} a second, ${number(left)} left${seconds}`,
    )
  }
}

const run = async (config: Config, name: string, options: RunFlags): Promise<void> => {
  const migration = dataMigrationOf(name)
  const stopping = new AbortController()
  const requests = stopOnSignal()
  void requests.stop.then(() => stopping.abort())
  const { signal } = stopping
  const { batch, pause } = options
  await withDatabase(config, async (db, url) => {
    if (options.dryRun) {
      const foreseen = await foreseeDataMigration({ db, clock }, migration, {
        throttle: { batch, pause },
        signal,
      })
      for (const { key, after } of foreseen.examples) say(`${key} ${JSON.stringify(after)}`)
      say(`${number(foreseen.seen)} rows seen, ${number(foreseen.changed)} would be changed.`)
      return
    }
    await using pokes = await openPokes({ url })
    const { finishedAt } = await runDataMigration({ db, pokes, clock }, migration, {
      throttle: { batch, pause },
      onProgress: sayingPace(),
      log: say,
      signal,
    })
    say(finishedAt ? 'Finished.' : 'Stopped. The next run goes on from here.')
  })
}

interface RunFlags {
  batch: number
  pause: number
  dryRun?: true
}

/** `holdfast data-migrate list|run|status`. */
export const dataMigrateCommand = (config: () => Config): Command => {
  const command = new Command('data-migrate').description(
    'change what is there, while people work; stopped or killed, it goes on where it was',
  )
  command
    .command('list')
    .description('list every data migration and how far it has come')
    .action(() =>
      withDatabase(config(), async (db) => {
        for (const state of await db.read(dataMigrationStates)) sayState(state)
      }),
    )
  command
    .command('status <name>')
    .description('how far one has come, and how much is left')
    .action((name: string) =>
      withDatabase(config(), async (db) => {
        const migration = dataMigrationOf(name)
        const states = await db.read(dataMigrationStates)
        const state = states.find((one) => one.name === name)
        if (!state) return
        sayState(state)
        if (state.progress?.finishedAt) return
        const after = state.progress?.position ?? null
        const left = await db.read((reader) => migration.count(reader, after))
        say(`          ${number(left)} rows to see`)
      }),
    )
  command
    .command('run <name>')
    .description('begin one, or go on with it')
    .option('--dry-run', 'say what it would do, and do nothing')
    .option('--batch <rows>', 'most rows of one transaction', countOf, defaultThrottle.batch)
    .option('--pause <ms>', 'least rest between two batches', countOf, defaultThrottle.pause)
    .action((name: string, flags: RunFlags) => run(config(), name, flags))
  return command
}
