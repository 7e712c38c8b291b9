import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { catalogueOf } from '../testing/catalogue.ts'
import { createDatabase, dropDatabase } from '../testing/index.ts'

import { migrateDown, migrateUp, migrationStatus, planMigrations } from './migrate.ts'
import { migrationsFolder, readMigrations } from './migration-files.ts'

let name: string
let url: string
let folder: string

beforeEach(async () => {
  name = `migrate_${crypto.randomUUID().slice(0, 8)}`
  url = await createDatabase(inject('postgresUrl'), name)
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
})
afterEach(async () => {
  await dropDatabase(inject('postgresUrl'), name)
  await rm(folder, { recursive: true })
})

const query = async (text: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('the migrations of this package', () => {
  test('up, down and up again leave the same catalogue', async () => {
    const names = (await readMigrations()).map((migration) => migration.name)
    expect(await migrateUp(url)).toEqual(names)
    const first = await catalogueOf(url)
    expect(first.length).toBeGreaterThan(300)
    expect(await migrateDown(url, names.length)).toEqual(names.toReversed())
    expect(await catalogueOf(url)).toEqual([
      'column ops.migrations.applied_at timestamp(3) with time zone not null default CURRENT_TIMESTAMP',
      'column ops.migrations.checksum text not null',
      'column ops.migrations.name text not null',
      'constraint ops.migrations.migrations_pkey PRIMARY KEY (name)',
      expect.stringContaining('index ops.migrations_pkey'),
      'schema ops',
      'table ops.migrations p ',
    ])
    expect(await migrateUp(url)).toEqual(names)
    expect(await catalogueOf(url)).toEqual(first)
  })

  test('each one, taken back, leaves what was there before it, and applied again the same', async () => {
    const names = (await readMigrations()).map((migration) => migration.name)
    const after: string[][] = []
    for (const name of names) {
      await migrateUp(url, { to: name })
      after.push(await catalogueOf(url))
    }
    for (const [place, name] of [...names.entries()].toReversed().slice(0, -1)) {
      expect(await migrateDown(url, 1)).toEqual([name])
      expect(await catalogueOf(url)).toEqual(after[place - 1])
    }
    await migrateUp(url)
    expect(await catalogueOf(url)).toEqual(after.at(-1))
  })
})

const write = (file: string, sql: string) => writeFile(join(folder, file), sql)
const pair = async (migration: string, up: string, down = 'SELECT') => {
  await write(`${migration}.up.sql`, up)
  await write(`${migration}.down.sql`, down)
}

describe('the runner', () => {
  test('tells what is applied and what is pending', async () => {
    await pair('0001_one', 'CREATE TABLE one ()', 'DROP TABLE one')
    expect(await migrationStatus(url, { folder })).toEqual([
      { name: '0001_one', appliedAt: null, state: 'pending' },
    ])
    await migrateUp(url, { folder })
    expect(await migrationStatus(url, { folder })).toEqual([
      { name: '0001_one', appliedAt: expect.stringMatching(/^\d{4}-.*Z$/), state: 'applied' },
    ])
  })

  test('refuses a file that was edited after it was applied', async () => {
    await pair('0001_one', 'CREATE TABLE one ()')
    await migrateUp(url, { folder })
    await write('0001_one.up.sql', 'CREATE TABLE other ()')
    await expect(migrateUp(url, { folder })).rejects.toThrow('0001_one was edited')
    await expect(migrateDown(url, 1, { folder })).rejects.toThrow('0001_one was edited')
    expect(await migrationStatus(url, { folder })).toMatchObject([{ state: 'edited' }])
  })

  test('takes other line ends for the same file', async () => {
    await pair('0001_one', 'CREATE TABLE one\n()')
    await migrateUp(url, { folder })
    await write('0001_one.up.sql', 'CREATE TABLE one\r\n()')
    expect(await migrateUp(url, { folder })).toEqual([])
  })

  test('refuses a database that a newer version has migrated', async () => {
    await pair('0001_one', 'CREATE TABLE one ()')
    await pair('0002_two', 'CREATE TABLE two ()')
    await migrateUp(url, { folder })
    await rm(join(folder, '0002_two.up.sql'))
    await rm(join(folder, '0002_two.down.sql'))
    await expect(migrateUp(url, { folder })).rejects.toThrow(
      '0002_two, which this version does not',
    )
    expect(await migrationStatus(url, { folder })).toMatchObject([{}, { state: 'unknown' }])
  })

  test('refuses a pending migration that comes before an applied one', async () => {
    await pair('0002_two', 'CREATE TABLE two ()')
    await migrateUp(url, { folder })
    await pair('0001_one', 'CREATE TABLE one ()')
    await expect(migrateUp(url, { folder })).rejects.toThrow('0001_one is pending but comes before')
  })

  test('leaves nothing of a migration that fails', async () => {
    await pair('0001_one', 'CREATE TABLE one (); SELECT nonsense')
    await expect(migrateUp(url, { folder })).rejects.toThrow('Migration 0001_one failed: column')
    expect(await query(`SELECT to_regclass('one') AS found`)).toEqual([{ found: null }])
    expect(await migrationStatus(url, { folder })).toMatchObject([{ state: 'pending' }])
  })

  test('builds indexes concurrently where a file says so', async () => {
    await pair('0001_one', 'CREATE TABLE one (a int)')
    await pair(
      '0002_index',
      '-- no-transaction\n-- Why; with a semicolon;\nDROP INDEX CONCURRENTLY IF EXISTS one_a;\nCREATE INDEX CONCURRENTLY one_a\n  ON one (a);\n',
      '-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS one_a;\n',
    )
    await migrateUp(url, { folder })
    expect(
      await query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_a'::regclass`),
    ).toEqual([{ indisvalid: true }])
    await migrateDown(url, 1, { folder })
    expect(await query(`SELECT to_regclass('one_a') AS found`)).toEqual([{ found: null }])
  })

  test('makes good an index whose build had failed', async () => {
    await pair('0001_one', 'CREATE TABLE one (a int); INSERT INTO one VALUES (1), (1)')
    await pair(
      '0002_index',
      '-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS one_a;\nCREATE UNIQUE INDEX CONCURRENTLY one_a ON one (a);\n',
    )
    const isValid = `SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_a'::regclass`
    await expect(migrateUp(url, { folder })).rejects.toThrow('0002_index failed: could not create')
    expect(await query(isValid)).toEqual([{ indisvalid: false }])
    await query('DELETE FROM one')
    expect(await migrateUp(url, { folder })).toEqual(['0002_index'])
    expect(await query(isValid)).toEqual([{ indisvalid: true }])
  })

  test('lets one runner at a time work, and the others find it done', async () => {
    await cp(migrationsFolder, folder, { recursive: true })
    const runs = await Promise.all([1, 2, 3].map(() => migrateUp(url, { folder })))
    const names = (await readMigrations(folder)).map((migration) => migration.name)
    expect(runs.filter((applied) => applied.length > 0)).toEqual([names])
  })

  test('names a file without its partner', async () => {
    await pair('0001_one', 'SELECT')
    await write('0002_two.up.sql', 'SELECT')
    await expect(readMigrations(folder)).rejects.toThrow('Migrations come as NNNN_name.up.sql')
    await write('0002_two.down.sql', 'SELECT')
    await write('notes.txt', '')
    await expect(readMigrations(folder)).rejects.toThrow('notes.txt does not')
  })
})

describe('going so far', () => {
  beforeEach(async () => {
    for (const n of [1, 2, 3])
      await pair(`000${n}_step`, `CREATE TABLE step${n} ()`, `DROP TABLE step${n}`)
  })
  const applied = async () =>
    (await migrationStatus(url, { folder })).filter(({ state }) => state === 'applied').length

  test('goes up to one and down to one, by name or number', async () => {
    expect(await migrateUp(url, { folder, to: '2' })).toEqual(['0001_step', '0002_step'])
    expect(await migrateUp(url, { folder, to: '0002_step' })).toEqual([])
    expect(await migrateUp(url, { folder })).toEqual(['0003_step'])
    expect(await migrateDown(url, { to: '0001' }, { folder })).toEqual(['0003_step', '0002_step'])
    expect(await migrateDown(url, {}, { folder })).toEqual(['0001_step'])
    expect(await migrateDown(url, {}, { folder })).toEqual([])
  })

  test('says which way is meant where the other was asked for', async () => {
    await migrateUp(url, { folder, to: '2' })
    await expect(migrateUp(url, { folder, to: '1' })).rejects.toThrow(
      'holdfast migrate down --to 1',
    )
    await expect(migrateDown(url, { to: '3' }, { folder })).rejects.toThrow(
      'holdfast migrate up --to 3',
    )
    await expect(migrateUp(url, { folder, to: '9' })).rejects.toThrow(
      'There is no migration 9. The last is 0003_step.',
    )
  })

  test('is planned in SQL that does the same, and a plan changes nothing', async () => {
    await pair('0004_index', '-- no-transaction\nSELECT 1;\nSELECT 2;\n', 'SELECT 3;\n')
    const up = await planMigrations(url, {}, { folder })
    expect(await applied()).toBe(0)
    expect(up.map(({ name, direction }) => `${name} ${direction}`)).toEqual([
      '0001_step up',
      '0002_step up',
      '0003_step up',
      '0004_index up',
    ])
    expect(up[0]?.sql).toMatch(
      /^BEGIN;\nSET LOCAL lock_timeout = 2000;\nCREATE TABLE step1 \(\);\nINSERT INTO ops.migrations .*;\nCOMMIT;$/,
    )
    expect(up[3]?.sql).toMatch(/^SELECT 1;\nSELECT 2;\nINSERT INTO ops.migrations .*;$/)

    await migrateUp(url, { folder, to: '1' })
    for (const { sql } of up.slice(1)) await query(sql)
    expect(await migrateUp(url, { folder })).toEqual([])
    expect(await planMigrations(url, {}, { folder })).toEqual([])
    for (const { sql } of await planMigrations(url, { to: '2' }, { folder })) await query(sql)
    expect(await applied()).toBe(2)
    const down = await planMigrations(url, { direction: 'down', count: 9 }, { folder })
    expect(down.map(({ name }) => name)).toEqual(['0002_step', '0001_step'])
  })
})

describe('beside others', () => {
  /** A session that holds the table, as a long transaction of a server does. */
  const holding = async (statement: string): Promise<Client> => {
    const holder = new Client({ connectionString: url })
    await holder.connect()
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await holder.query(statement)
    return holder
  }
  const patience = { lockTimeout: 50, tryFor: 30_000 }

  test('a table in use is waited for in small steps, so that others get to it meanwhile', async () => {
    await pair('0001_one', 'CREATE TABLE one (a int)')
    await migrateUp(url, { folder })
    await pair('0002_two', 'ALTER TABLE one ADD COLUMN b int')
    const holder = await holding('SELECT FROM one')
    const waits = Promise.withResolvers<string>()
    const migrated = migrateUp(url, {
      folder,
      patience,
      log: (message) => message.includes('waits') && waits.resolve(message),
    })
    expect(await waits.promise).toBe('0002_two waits for a table that is in use')
    expect(await query('SELECT a FROM one')).toEqual([])
    expect(await migrationStatus(url, { folder })).toMatchObject([{}, { state: 'pending' }])
    await holder.end()
    expect(await migrated).toEqual(['0002_two'])
  })

  test('one that stays in use is given up with what to do', async () => {
    await pair('0001_one', 'CREATE TABLE one (a int)')
    await migrateUp(url, { folder })
    await pair('0002_two', 'CREATE TABLE two (); ALTER TABLE one ADD COLUMN b int')
    const holder = await holding('SELECT FROM one')
    await expect(
      migrateUp(url, { folder, patience: { lockTimeout: 20, tryFor: 0 } }),
    ).rejects.toThrow('0002_two failed: a table was in use all the time. Find who holds it')
    await holder.end()
    expect(await query(`SELECT to_regclass('two') AS found`)).toEqual([{ found: null }])
  })

  const RUNNER = fileURLToPath(new URL('../testing/migration-runner.ts', import.meta.url))
  /** Kills a runner with SIGKILL once it is in a statement. */
  const killIn = async (statement: string): Promise<void> => {
    const runner = spawn(process.execPath, [RUNNER, url, folder])
    const ended = once(runner, 'exit')
    const isIn = `SELECT FROM pg_stat_activity
      WHERE application_name = 'holdfast-migrate' AND state = 'active' AND query LIKE '${statement}%'
        AND datname = current_database()`
    await expect.poll(() => query(isIn), { timeout: 20_000 }).toHaveLength(1)
    runner.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
  }

  test('a runner that is killed leaves nothing of its step, and the next goes on', async () => {
    await pair('0001_one', 'CREATE TABLE one (a int)')
    await pair('0002_two', 'CREATE TABLE two (); SELECT pg_sleep(600)')
    await killIn('CREATE TABLE two')
    await pair('0002_two', 'CREATE TABLE two ()')
    expect(await migrateUp(url, { folder })).toEqual(['0002_two'])
  })

  test('an index whose runner was killed is built by the next', async () => {
    await pair('0001_one', 'CREATE TABLE one (a int)')
    await migrateUp(url, { folder })
    await pair(
      '0002_index',
      '-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS one_a;\nCREATE INDEX CONCURRENTLY one_a ON one (a);\n',
    )
    const holder = await holding('LOCK TABLE one IN ROW EXCLUSIVE MODE')
    await killIn('CREATE INDEX CONCURRENTLY')
    await holder.end()
    expect(await migrateUp(url, { folder })).toEqual(['0002_index'])
    expect(
      await query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_a'::regclass`),
    ).toEqual([{ indisvalid: true }])
  })
})
