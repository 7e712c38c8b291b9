import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { catalogueOf } from '../testing/catalogue.ts'
import { createDatabase, dropDatabase } from '../testing/index.ts'

import { migrateDown, migrateUp, migrationStatus } from './migrate.ts'
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

  test('each one, taken back and applied again, leaves the same catalogue', async () => {
    await migrateUp(url)
    const whole = await catalogueOf(url)
    const count = (await readMigrations()).length
    for (let back = 1; back <= count; back++) {
      await migrateDown(url, back)
      await migrateUp(url)
      expect(await catalogueOf(url)).toEqual(whole)
    }
  })
})

describe('the runner', () => {
  const write = (file: string, sql: string) => writeFile(join(folder, file), sql)
  const pair = async (migration: string, up: string, down = 'SELECT') => {
    await write(`${migration}.up.sql`, up)
    await write(`${migration}.down.sql`, down)
  }

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
