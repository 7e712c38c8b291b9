import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginEpoch } from './begin-epoch.ts'
import { openDatabase } from './database.ts'
import { currentEpoch } from './epoch.ts'
import type { Transaction } from './reader.ts'
import { projects, tasks } from './schema/tasks.ts'
import { isTransient, sqlState } from './sql-state.ts'
import {
  insertProject,
  insertTask,
  insertUser,
  type TestDatabase,
  testDatabase,
} from './testing/index.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a transaction', () => {
  test('that throws leaves nothing', async () => {
    const ids: string[] = []
    const failure = await failureOf(
      t.database.transact(async (tx) => {
        ids.push(await insertUser(tx))
        throw new Error('changed my mind')
      }),
    )
    expect(failure).toMatchObject({ message: 'changed my mind' })
    const found = await t.database.read((reader) =>
      reader.rows({ text: 'SELECT FROM users.users WHERE id = ANY ($1)', values: [ids] }),
    )
    expect(found).toEqual([])
  })

  test('gives its connection back, also when it fails', async () => {
    await using one = await openDatabase({ url: t.url, max: 1 })
    for (let i = 0; i < 3; i++) {
      await failureOf(one.transact((tx) => tx.rows({ text: 'SELECT nonsense' })))
      await one.transact((tx) => tx.rows({ text: 'SELECT 1' }))
      await one.read((reader) => reader.rows({ text: 'SELECT 1' }))
    }
  })

  test('whose connection is cut fails as something to try again, and the pool goes on', async () => {
    const lost: Error[] = []
    await using cut = await openDatabase({
      url: t.url,
      onConnectionLost: (error) => lost.push(error),
    })
    const failure = await failureOf(
      cut.transact(async (tx) => {
        await t.database.read((reader) => terminate(reader, tx))
        await tx.rows({ text: 'SELECT 1' })
      }),
    )
    expect(isTransient(failure)).toBe(true)
    expect(lost.length).toBeGreaterThan(0)
    expect(await cut.read((reader) => reader.rows({ text: 'SELECT 1 AS one' }))).toEqual([
      { one: 1 },
    ])
  })

  test('whose connection falls silent is given up in time, and the pool goes on', async () => {
    await using silent = await openDatabase({ url: t.url, max: 1, statementTimeout: 100 })
    for (const way of ['read', 'transact'] as const) {
      let backend = 0
      const failure = await failureOf(
        silent[way](async (tx) => {
          const [own] = await tx.rows<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' })
          backend = own?.pid ?? 0
          process.kill(backend, 'SIGSTOP')
          await tx.rows({ text: 'SELECT 1' })
        }),
      )
      expect(isTransient(failure)).toBe(true)
      const found = await silent.read((reader) => reader.rows({ text: 'SELECT 1 AS one' }))
      expect(found).toEqual([{ one: 1 }])
      process.kill(backend, 'SIGCONT')
    }
  })

  test('that loses to another one, serializable, fails as something to try again', async () => {
    const count = (tx: Transaction) => tx.db.select({ n: sql`count(*)` }).from(projects)
    const owner = await t.database.transact((tx) => insertUser(tx))
    const failure = await failureOf(
      t.database.transact(
        async (one) => {
          await count(one)
          await t.database.transact(
            async (two) => {
              await count(two)
              await insertProject(two, owner)
            },
            { isolation: 'serializable' },
          )
          await insertProject(one, owner)
        },
        { isolation: 'serializable' },
      ),
    )
    expect(sqlState(failure)).toBe('40001')
    expect(isTransient(failure)).toBe(true)
  })
})

const terminate = async (
  reader: Parameters<Parameters<typeof t.database.read>[0]>[0],
  tx: Transaction,
) => {
  const [own] = await tx.rows<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' })
  await reader.rows({ text: 'SELECT pg_terminate_backend($1, 5000)', values: [own?.pid] })
}

test('a mistake is not something to try again', async () => {
  const wrongs = ['SELECT nonsense', 'SELECT 1 / 0', `SELECT 'x'::uuid`]
  for (const text of wrongs) {
    const failure = await failureOf(t.database.read((reader) => reader.rows({ text })))
    expect(isTransient(failure)).toBe(false)
  }
  expect(isTransient(new Error('any other'))).toBe(false)
})

test('a snapshot sees one moment, and cannot write', async () => {
  const owner = await t.database.transact((tx) => insertUser(tx))
  await t.database.readSnapshot(async (reader) => {
    const before = await reader.db.$count(tasks)
    await t.database.transact((tx) => insertTask(tx, owner))
    expect(await reader.db.$count(tasks)).toBe(before)
    const write = reader.rows({ text: `SELECT nextval('sync.version_seq')` })
    expect(sqlState(await failureOf(write))).toBe('25006')
  })
})

test('statements and idle transactions have an end', async () => {
  await using hasty = await openDatabase({ url: t.url, statementTimeout: 50 })
  const slow = hasty.read((reader) => reader.rows({ text: 'SELECT pg_sleep(10)' }))
  expect(sqlState(await failureOf(slow))).toBe('57014')
  const [setting] = await hasty.read((reader) =>
    reader.rows({ text: 'SHOW idle_in_transaction_session_timeout' }),
  )
  expect(setting).toEqual({ idle_in_transaction_session_timeout: '30s' })
})

test('plain SQL and drizzle read an instant and a large number alike', async () => {
  const at = '2026-02-28T23:59:59.007Z'
  const rows = await t.database.read((reader) =>
    reader.rows({ text: `SELECT $1::timestamptz(3) AS at, 9007199254740991 AS n`, values: [at] }),
  )
  expect(rows).toEqual([{ at, n: Number.MAX_SAFE_INTEGER }])
  const id = await t.database.transact(async (tx) =>
    insertTask(tx, await insertUser(tx), { dueDate: at as never }),
  )
  const [task] = await t.database.read((reader) =>
    reader.db.select({ dueDate: tasks.dueDate }).from(tasks).where(sql`${tasks.id} = ${id}`),
  )
  expect(task).toEqual({ dueDate: at })
})

describe('the epoch', () => {
  test('is known once the database is open, and stays through reconnects', async () => {
    const { epoch } = t.database
    expect(epoch).toMatch(/^\d{19}\.[0-9A-F]{8}\.\d+\.[0-9a-f]{8}\.0$/)
    await using again = await openDatabase({ url: t.url })
    expect(again.epoch).toBe(epoch)
  })

  test('[E2] is another in every copy of a database, though nobody counted a restore', async () => {
    await using copy = await testDatabase()
    expect(copy.database.epoch).not.toBe(t.database.epoch)
  })

  test('[E2] changes with a restore, and the next connection tells', async () => {
    const found: string[] = []
    await using two = await openDatabase({
      url: t.url,
      max: 2,
      onNewEpoch: (epoch) => found.push(epoch),
    })
    await two.transact(async (tx) => {
      await tx.rows({ text: 'UPDATE sync.epoch SET restores = restores + 1' })
    })
    await two.read(async () => {
      // The first connection is taken, so this is a new one.
      await two.read(async () => undefined)
    })
    expect(found).toEqual([two.epoch])
    expect(two.epoch).toMatch(/\.1$/)
  })

  test('[E2] begun by an operator, is met by programs that were connected before', async () => {
    const found: string[] = []
    await using other = await openDatabase({
      url: t.url,
      max: 1,
      onNewEpoch: (epoch) => found.push(epoch),
    })
    const epoch = await beginEpoch(t.database)
    await expect.poll(() => other.read(currentEpoch).catch(String)).toBe(epoch)
    expect(found).toEqual([epoch])
    expect(other.epoch).toBe(epoch)
  })
})

test('a database that is not there is an error at once', async () => {
  const nowhere = new URL(t.url)
  nowhere.pathname = '/nowhere'
  await expect(openDatabase({ url: nowhere.href })).rejects.toThrow('"nowhere" does not exist')
})
