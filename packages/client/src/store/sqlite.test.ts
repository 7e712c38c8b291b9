import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { type ClientId, isoDate } from '@holdfast/domain'
import { type OutboxEntry, StorageError } from '@holdfast/sync'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { contentOf } from './contract/base-of.ts'
import { format1, goesOnFromFormat1 } from './contract/format-1.ts'
import type { TearableHarness } from './contract/harness.ts'
import { bucketA, draft, join as joinBucket, me, taskRow, uuid } from './contract/rows.ts'
import { storeContract, tornStoreContract } from './contract.ts'
import { openSqliteStore } from './sqlite.ts'

const makeFolder = () => mkdtemp(join(tmpdir(), 'holdfast-store-'))

const make = async (): Promise<TearableHarness> => {
  const folder = await makeFolder()
  const file = join(folder, 'deep', 'store.db')
  const tear = (sql: string, ...values: string[]) => {
    const db = new DatabaseSync(file)
    db.prepare(sql).run(...values)
    db.close()
  }
  return {
    open: async (options) => openSqliteStore({ ...options, file }),
    cleanUp: () => rm(folder, { recursive: true }),
    tearPage: async (bucket) =>
      tear(
        `UPDATE page SET bytes = substr(bytes, 1, length(bytes) / 2)
         WHERE key = (SELECT min(key) FROM page WHERE key LIKE ?)`,
        `${bucket}/h/%`,
      ),
    tearOutbox: async (id) =>
      tear('UPDATE outbox SET entry = substr(entry, 1, 20) WHERE id = ?', `${id}`),
    tearState: async () => tear('UPDATE state SET state = substr(state, 1, 20)'),
    tearJournal: async () => tear('DELETE FROM journal WHERE seq = (SELECT min(seq) FROM journal)'),
  }
}

storeContract('node:sqlite', make)
tornStoreContract('node:sqlite', make)

describe('the SQLite store', () => {
  let folder: string
  beforeEach(async () => {
    folder = await makeFolder()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
  })

  const options = () => ({
    file: join(folder, 'store.db'),
    userId: me,
    newClientId: () => uuid<never>(0xc1),
  })

  test.each(['{"type":"delta","del', 'null'])(
    'a journal entry that reads %s costs the base and not the outbox',
    async (text) => {
      await using store = openSqliteStore(options())
      await store.commit([joinBucket(bucketA, 7, [taskRow(1, 1)]), draft({ n: 1 })])
      const db = new DatabaseSync(options().file)
      db.prepare('UPDATE journal SET event = ? WHERE seq = 1').run(text)
      db.close()
      const { meta, outbox, base } = await contentOf(store)
      expect({ positions: meta.positions, base }).toEqual({ positions: {}, base: {} })
      expect(outbox).toMatchObject([{ args: { n: 1 } }])
    },
  )

  test('[A1] a torn entry of what was sent is not in the way of the next under its id', async () => {
    await using store = openSqliteStore(options())
    const epoch = 'e1'
    const sent = async (n: number) => {
      await store.commit([draft({ n })])
      const { clientId, nextMutationId } = (await store.outbox()).meta
      const result = { id: nextMutationId - 1, status: 'applied', at: {} } as const
      const at = isoDate(new Date())
      await store.commit([{ type: 'settle', clientId, epoch, results: [result], at }])
    }
    await sent(1)
    const db = new DatabaseSync(options().file)
    db.exec('UPDATE sent SET entry = substr(entry, 1, 20)')
    db.close()
    const { clientId } = (await store.outbox()).meta
    const fresh = uuid<ClientId>(0xc2)
    const at = isoDate(new Date())
    await store.commit([{ type: 'new-client', replaces: clientId, clientId: fresh, at }])
    await sent(2)
    expect((await store.outbox()).entries).toEqual([])
  })

  test('a journal that has gone further than the state says costs the base and not the outbox', async () => {
    await using store = openSqliteStore(options())
    await store.commit([joinBucket(bucketA, 7, [taskRow(1, 1)]), draft({ n: 1 }), draft({ n: 2 })])
    const db = new DatabaseSync(options().file)
    db.exec(`UPDATE state SET state = json_set(state, '$.lastSeq', 1)`)
    db.close()
    await store.load()
    await store.commit([draft({ n: 3 }), joinBucket(bucketA, 7, [taskRow(1, 1)])])
    const { meta, outbox, base } = await contentOf(store)
    expect(outbox).toMatchObject([{ args: { n: 1 } }, { args: { n: 2 } }, { args: { n: 3 } }])
    expect(meta.positions).toEqual({ [bucketA]: 7 })
    expect(Object.values(base[bucketA] ?? {})).toEqual([taskRow(1, 1)])
  })

  /** A closed file with so much in it that every table has pages of its own. */
  const filled = async (): Promise<void> => {
    await using store = openSqliteStore(options())
    const rows = Array.from({ length: 50 }, (_, i) => taskRow(i, 1))
    const text = 'x'.repeat(300)
    await store.commit([joinBucket(bucketA, 7, rows)])
    await store.fold()
    for (let n = 1; n <= 40; n++) await store.commit([draft({ n, text })])
  }
  const numbers = (entries: readonly OutboxEntry[]) =>
    entries.map(({ args }) => (args as { n: number }).n)

  test.each(['page', 'sqlite_autoindex_page_1', 'journal', 'sent', 'sent_at'])(
    '[D12] where the database is damaged in %s, all work goes on',
    async (name) => {
      await filled()
      const { file } = options()
      const db = new DatabaseSync(file)
      const sql = 'SELECT rootpage AS page FROM sqlite_schema WHERE name = ?'
      const root = Number(db.prepare(sql).get(name)?.page)
      const size = Number(db.prepare('PRAGMA page_size').get()?.page_size)
      db.close()
      const bytes = await readFile(file)
      await writeFile(file, bytes.fill(0, (root - 1) * size, root * size))
      await using store = openSqliteStore(options())
      await store.load()
      await store.commit([draft({ n: 41 }), joinBucket(bucketA, 7, [taskRow(1, 1)])])
      await store.fold()
      const { outbox, base } = await contentOf(store)
      expect(numbers(outbox)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1))
      expect(Object.keys(base)).toEqual([bucketA])
    },
  )

  test('[D12] of a file that was cut short all work goes on that can be read, and the rest is kept aside', async () => {
    await filled()
    const { file } = options()
    const { size } = await stat(file)
    await truncate(file, size - 4096)
    await using store = openSqliteStore(options())
    await store.commit([draft({ n: 41 })])
    const { meta, outbox } = await contentOf(store)
    expect(numbers(outbox).length).toBeGreaterThan(10)
    expect(numbers(outbox).at(-1)).toBe(41)
    expect(meta).toHaveProperty('torn')
    const kept = (await readdir(folder)).filter((name) => name.includes('.torn-'))
    expect(kept.length).toBeGreaterThan(0)
  })

  test('[D12] who else has the damaged file open goes on in the new one', async () => {
    await filled()
    const { file } = options()
    await using store = openSqliteStore(options())
    await using other = openSqliteStore(options())
    const bytes = await readFile(file)
    const db = new DatabaseSync(file)
    const sql = "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'journal'"
    const root = Number(db.prepare(sql).get()?.page)
    db.close()
    await writeFile(file, bytes.fill(0, (root - 1) * 4096, root * 4096))
    await store.commit([draft({ n: 41 }), draft({ n: 42 })])
    await other.commit([draft({ n: 43 })])
    expect(numbers((await store.outbox()).entries)).toEqual(
      Array.from({ length: 43 }, (_, i) => i + 1),
    )
    expect((await other.outbox()).entries).toHaveLength(43)
  })

  test('a commit that the database refuses half-way leaves nothing', async () => {
    await using store = openSqliteStore(options())
    const db = new DatabaseSync(options().file)
    db.exec(`CREATE TRIGGER refuse BEFORE INSERT ON journal WHEN new.event LIKE '%poison%'
             BEGIN SELECT RAISE(ABORT, 'refused'); END`)
    db.close()
    const changes = [draft({ n: 1 }), draft({ n: 'poison' })]
    await expect(store.commit(changes)).rejects.toMatchObject({ reason: 'other' })
    expect((await store.outbox()).entries).toEqual([])
    expect(await store.since(0)).toEqual([])
  })

  test('a full disk is told as quota, and nothing of the commit stays', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
    await using store = openSqliteStore(options())
    const db = exec.mock.contexts[0]
    if (!(db instanceof DatabaseSync)) throw new Error('the database was not seen')
    db.exec('PRAGMA max_page_count = 20')
    await store.commit([draft({ n: 1 })])
    const large = draft({ text: 'x'.repeat(200_000) })
    await expect(store.commit([draft({ n: 2 }), large])).rejects.toMatchObject({ reason: 'quota' })
    expect((await store.outbox()).entries).toMatchObject([{ args: { n: 1 } }])
  })

  test('when there is space again it goes on', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
    await using store = openSqliteStore(options())
    const db = exec.mock.contexts[0]
    if (!(db instanceof DatabaseSync)) throw new Error('the database was not seen')
    db.exec('PRAGMA max_page_count = 20')
    const large = draft({ text: 'x'.repeat(200_000) })
    await expect(store.commit([large])).rejects.toMatchObject({ reason: 'quota' })
    db.exec('PRAGMA max_page_count = 20000')
    await store.commit([large])
    expect((await store.outbox()).entries).toHaveLength(1)
  })

  test('a file that another program holds is told as a failure, and nothing of the commit stays', async () => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
    await using store = openSqliteStore(options())
    const own = exec.mock.contexts[0]
    if (!(own instanceof DatabaseSync)) throw new Error('the database was not seen')
    own.exec('PRAGMA busy_timeout = 0')
    const db = new DatabaseSync(options().file)
    db.exec('BEGIN IMMEDIATE')
    await expect(store.commit([draft({ n: 1 })])).rejects.toMatchObject({ reason: 'other' })
    db.exec('ROLLBACK')
    db.close()
    await store.commit([draft({ n: 2 })])
    expect((await store.outbox()).entries).toMatchObject([{ id: 1, args: { n: 2 } }])
  })

  test('a place that cannot be written to is told as a failure', async () => {
    await writeFile(join(folder, 'no-folder'), '')
    const file = join(folder, 'no-folder', 'store.db')
    expect(() => openSqliteStore({ ...options(), file })).toThrow(StorageError)
  })

  test('[D12] a file that is no database is set aside whole, and that is told', async () => {
    await writeFile(
      options().file,
      'not a database, and longer than its header would be '.repeat(9),
    )
    await using store = openSqliteStore(options())
    await store.commit([draft({ n: 1 })])
    expect((await store.outbox()).meta.torn).toMatchObject({ pieces: 0 })
    const aside = (await readdir(folder)).filter((name) => name.startsWith('store.db.torn-'))
    expect(aside).toHaveLength(1)
  })

  test('[D13] the outbox of a file of format 1 goes on; its base is joined anew', async () => {
    const db = new DatabaseSync(options().file)
    db.exec(`
      CREATE TABLE page (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
      CREATE TABLE journal (seq INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
      CREATE TABLE outbox (id INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT;
      CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT;
      PRAGMA user_version = 1;
    `)
    const { state, outbox } = format1()
    db.prepare('INSERT INTO state VALUES (1, ?)').run(JSON.stringify(state))
    for (const entry of outbox)
      db.prepare('INSERT INTO outbox VALUES (?, ?)').run(entry.id, JSON.stringify(entry))
    db.close()
    await using store = openSqliteStore(options())
    await goesOnFromFormat1(store)
  })

  test('a file of a newer program is left alone', async () => {
    const db = new DatabaseSync(options().file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    expect(() => openSqliteStore(options())).toThrow(expect.objectContaining({ reason: 'closed' }))
  })

  test('killed at any moment, it has all that was durable, and rows and outbox agree', async () => {
    for (let round = 0; round < 5; round++) {
      const writer = spawn(process.execPath, [
        join(import.meta.dirname, 'contract', 'sqlite-writer.ts'),
        options().file,
      ])
      let durable = 0
      for await (const line of createInterface({ input: writer.stdout })) {
        durable = Number(line)
        if (durable >= (round + 1) * 30) writer.kill('SIGKILL')
      }
      if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
      expect(writer.signalCode).toBe('SIGKILL')
      await using store = openSqliteStore(options())
      const { meta, outbox, base } = await contentOf(store)
      expect(outbox.length).toBeGreaterThanOrEqual(durable)
      expect(outbox.map(({ id }) => id)).toEqual(outbox.map((_, i) => i + 1))
      expect(meta.nextMutationId).toBe(outbox.length + 1)
      expect(meta.positions[bucketA]).toBe(outbox.length)
      expect(Object.keys(base[bucketA] ?? {})).toHaveLength(outbox.length)
    }
  }, 60_000)
})
