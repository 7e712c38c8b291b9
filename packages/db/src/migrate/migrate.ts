import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { type Migration, readMigrations, type Script } from './migration-files.ts'

export interface MigrateOptions {
  /** Default: the folder of this package. */
  folder?: string
  log?: (message: string) => void
}

export interface MigrationState {
  name: string
  /** ISO 8601; null: pending. */
  appliedAt: string | null
  /** `edited`: the file changed since; `unknown`: there is no such file (any more). */
  state: 'applied' | 'pending' | 'edited' | 'unknown'
}

interface Applied {
  name: string
  checksum: string
  appliedAt: Date
}

// "mgrt" in ASCII. One runner at a time on a database.
const RUNNER_LOCK = 0x6d677274

/**
 * Applies every pending migration, each in its own transaction unless it says otherwise.
 * @returns the names of those applied
 * @throws Error when an applied one was edited or is unknown, or a pending one comes before it
 */
export const migrateUp = (url: string, options: MigrateOptions = {}): Promise<string[]> =>
  asOnlyRunner(url, async (client) => {
    const migrations = await readMigrations(options.folder)
    const applied = await readApplied(client)
    refuseSurprises(migrations, applied)
    const pending = migrations.slice(applied.length)
    for (const { name, up, checksum } of pending) {
      options.log?.(`Applying ${name}`)
      await run(client, name, up, 'INSERT INTO ops.migrations (name, checksum) VALUES ($1, $2)', [
        name,
        checksum,
      ])
    }
    return pending.map(({ name }) => name)
  })

/**
 * Takes back the last `count` migrations, newest first. What they held is lost.
 * @returns the names of those taken back
 */
export const migrateDown = (
  url: string,
  count: number,
  options: MigrateOptions = {},
): Promise<string[]> =>
  asOnlyRunner(url, async (client) => {
    const migrations = await readMigrations(options.folder)
    const applied = await readApplied(client)
    refuseSurprises(migrations, applied)
    const last = migrations.slice(0, applied.length).slice(-count).reverse()
    for (const { name, down } of last) {
      options.log?.(`Taking back ${name}`)
      await run(client, name, down, 'DELETE FROM ops.migrations WHERE name = $1', [name])
    }
    return last.map(({ name }) => name)
  })

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

const refuseSurprises = (migrations: Migration[], applied: Applied[]): void => {
  for (const [place, entry] of applied.entries()) {
    const known = migrations.find(({ name }) => name === entry.name)
    if (!known)
      throw new Error(
        `The database has migration ${entry.name}, which this version does not know. Start the version that applied it, or a newer one.`,
      )
    if (known.checksum !== entry.checksum)
      throw new Error(
        `Migration ${entry.name} was edited after it was applied. Put the file back as it was and write a new migration.`,
      )
    const before = migrations[place]
    if (before && before.name < entry.name)
      throw new Error(
        `Migration ${before.name} is pending but comes before ${entry.name}, which is applied. Give it a later number.`,
      )
  }
}

const run = async (
  client: Client,
  name: string,
  script: Script,
  record: string,
  values: string[],
): Promise<void> => {
  try {
    if (script.inTransaction) {
      await client.query('BEGIN')
      // Whoever waits for a lock on a table makes all later ones wait too: rather fail.
      await client.query("SET LOCAL lock_timeout = '10s'")
    }
    for (const statement of script.statements) await client.query(statement)
    await client.query(record, values)
    if (script.inTransaction) await client.query('COMMIT')
  } catch (cause) {
    if (script.inTransaction) await client.query('ROLLBACK')
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Migration ${name} failed: ${reason}`, { cause })
  }
}

const asOnlyRunner = <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> =>
  withClient(url, async (client) => {
    // Polled, because a session that blocks on the lock holds a snapshot, and a concurrent index
    // build waits for snapshots: the two would wait for each other.
    while (!(await tryLock(client))) await delay(100)
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
