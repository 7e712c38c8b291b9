import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { type ClientId, isoDate } from '@holdfast/domain'
import { StorageError } from '@holdfast/sync'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { contentOf } from './contract/base-of.ts'
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

  test('a journal entry that is no JSON costs the base and not the outbox', async () => {
    await using store = openSqliteStore(options())
    await store.commit([joinBucket(bucketA, 7, [taskRow(1, 1)]), draft({ n: 1 })])
    const db = new DatabaseSync(options().file)
    db.exec(`UPDATE journal SET event = '{"type":"delta","del' WHERE seq = 1`)
    db.close()
    const { meta, outbox, base } = await contentOf(store)
    expect({ positions: meta.positions, base }).toEqual({ positions: {}, base: {} })
    expect(outbox).toMatchObject([{ args: { n: 1 } }])
  })

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
