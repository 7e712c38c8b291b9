import { setTimeout as delay } from 'node:timers/promises'
import { Client, escapeLiteral } from 'pg'
import { type Migration, readMigrations, type Script } from './migration-files.ts'
import { defaultPatience, type Patience, runScript } from './run-script.ts'
import { type Applied, refuseSurprises, stepsDown, stepsUp, type Target } from './steps.ts'

export interface MigrateOptions {
  /** Default: the folder of this package. */
  folder?: string
  log?: (message: string) => void
  patience?: Patience
}

export interface MigrationState {
  name: string
  /** ISO 8601; null: pending. */
  appliedAt: string | null
  /** `edited`: the file changed since; `unknown`: there is no such file (any more). */
  state: 'applied' | 'pending' | 'edited' | 'unknown'
}

/** One migration that would run. */
export interface PlannedStep {
  name: string
  direction: 'up' | 'down'
  /** What would be sent, for psql to read. */
  sql: string
}

// "mgrt" in ASCII. One runner at a time on a database.
const RUNNER_LOCK = 0x6d677274

/**
 * Applies every pending migration or those up to one, each in its own transaction unless it says
 * otherwise.
 * @returns the names of those applied
 * @throws Error when an applied one was edited or is unknown, or a pending one comes before it
 */
export const migrateUp = (
  url: string,
  { to, ...options }: MigrateOptions & Pick<Target, 'to'> = {},
): Promise<string[]> =>
  asOnlyRunner(url, options, async (client) => {
    const { migrations, applied } = await survey(client, options.folder)
    const steps = stepsUp(migrations, applied, to === undefined ? {} : { to })
    for (const step of steps) {
      options.log?.(`Applying ${step.name}`)
      await run(client, step, 'up', options)
    }
    return steps.map(({ name }) => name)
  })

/**
 * Takes back the last migrations, or all after one, newest first. What they held is lost.
 * @param target how many, or the one that stays
 * @returns the names of those taken back
 */
export const migrateDown = (
  url: string,
  target: number | Target,
  options: MigrateOptions = {},
): Promise<string[]> =>
  asOnlyRunner(url, options, async (client) => {
    const { migrations, applied } = await survey(client, options.folder)
    const steps = stepsDown(
      migrations,
      applied,
      typeof target === 'number' ? { count: target } : target,
    )
    for (const step of steps) {
      options.log?.(`Taking back ${step.name}`)
      await run(client, step, 'down', options)
    }
    return steps.map(({ name }) => name)
  })

/**
 * What `migrateUp` or `migrateDown` would run now; changes nothing.
 * @param direction undefined: whichever leads to `to`
 */
export const planMigrations = async (
  url: string,
  { direction, ...target }: Target & { direction?: PlannedStep['direction'] },
  { folder }: Pick<MigrateOptions, 'folder'> = {},
): Promise<PlannedStep[]> => {
  const { migrations, applied } = await withClient(url, (client) => survey(client, folder))
  const way = direction ?? (isBehind(migrations.slice(0, applied), target.to) ? 'down' : 'up')
  const steps = (way === 'up' ? stepsUp : stepsDown)(migrations, applied, target)
  return steps.map((step) => ({ name: step.name, direction: way, sql: sqlOf(step, way) }))
}

const isBehind = (applied: readonly Migration[], to: string | undefined): boolean =>
  to !== undefined && applied.some(({ name }) => name.startsWith(to.padStart(4, '0')))

/** Every migration, of the folder and of the database, in order. */
export const migrationStatus = async (
  url: string,
  options: MigrateOptions = {},
): Promise<MigrationState[]> => {
  const migrations = await readMigrations(options.folder)
  const applied = new Map(
    (await withClient(url, readApplied)).map((entry) => [entry.name, entry] as const),
  )
  const known = new Set(migrations.map(({ name }) => name))
  const states = migrations.map(({ name, checksum }): MigrationState => {
    const entry = applied.get(name)
    if (!entry) return { name, appliedAt: null, state: 'pending' }
    const state = entry.checksum === checksum ? 'applied' : 'edited'
    return { name, appliedAt: entry.appliedAt.toISOString(), state }
  })
  const unknown = [...applied.values()]
    .filter(({ name }) => !known.has(name))
    .map(({ name, appliedAt }): MigrationState => {
      return { name, appliedAt: appliedAt.toISOString(), state: 'unknown' }
    })
  return [...states, ...unknown].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const entryOf = ({ name, checksum }: Migration, direction: PlannedStep['direction']): string =>
  direction === 'up'
    ? `INSERT INTO ops.migrations (name, checksum) VALUES (${escapeLiteral(name)}, ${escapeLiteral(checksum)})`
    : `DELETE FROM ops.migrations WHERE name = ${escapeLiteral(name)}`

const run = (
  client: Client,
  step: Migration,
  direction: PlannedStep['direction'],
  { patience = defaultPatience, log }: MigrateOptions,
): Promise<void> =>
  runScript(client, step.name, step[direction], entryOf(step, direction), patience, log)

const sqlOf = (step: Migration, direction: PlannedStep['direction']): string => {
  const { inTransaction, statements }: Script = step[direction]
  const { lockTimeout } = defaultPatience
  const all = [
    ...(inTransaction ? ['BEGIN', `SET LOCAL lock_timeout = ${lockTimeout}`] : []),
    ...statements,
    entryOf(step, direction),
    ...(inTransaction ? ['COMMIT'] : []),
  ]
  return all.map((statement) => `${statement.trim().replace(/;$/, '')};`).join('\n')
}

const survey = async (
  client: Client,
  folder: string | undefined,
): Promise<{ migrations: Migration[]; applied: number }> => {
  const migrations = await readMigrations(folder)
  const applied = await readApplied(client)
  refuseSurprises(migrations, applied)
  return { migrations, applied: applied.length }
}

const asOnlyRunner = <T>(
  url: string,
  { log }: MigrateOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> =>
  withClient(url, async (client) => {
    // Else the statement of a runner that was killed runs on to its end, and keeps the lock so long.
    await client.query("SET client_connection_check_interval = '1s'")
    // Polled, because a session that blocks on the lock holds a snapshot, and a concurrent index
    // build waits for snapshots: the two would wait for each other.
    for (let tries = 0; !(await tryLock(client)); tries++) {
      if (tries === 10) log?.('Another runner is migrating this database: waiting for it')
      await delay(100)
    }
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS ops;
      CREATE TABLE IF NOT EXISTS ops.migrations (
        name text PRIMARY KEY,
        checksum text NOT NULL,
        applied_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
      )`)
    return work(client)
  })

const tryLock = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS locked',
    [RUNNER_LOCK],
  )
  return rows[0]?.locked === true
}

const readApplied = async (client: Client): Promise<Applied[]> => {
  const { rows: found } = await client.query<{ ledger: string | null }>(
    `SELECT to_regclass('ops.migrations') AS ledger`,
  )
  if (!found[0]?.ledger) return []
  const { rows } = await client.query<Applied>(
    'SELECT name, checksum, applied_at AS "appliedAt" FROM ops.migrations ORDER BY name',
  )
  return rows
}

// Closing the connection also gives the lock back.
const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({
    connectionString: url,
    application_name: 'holdfast-migrate',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
