import {
  type Bucket,
  type ProjectId,
  projectBucket,
  type TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { numberCommit } from './change-log.ts'
import { openDatabase } from './database.ts'
import { migrateUp } from './migrate/migrate.ts'
import type { Transaction } from './reader.ts'
import { tasks } from './schema/tasks.ts'
import { sqlState } from './sql-state.ts'
import {
  createDatabase,
  dropDatabase,
  insertProject,
  insertTask,
  insertUser,
  type TestDatabase,
  testDatabase,
} from './testing/index.ts'

let t: TestDatabase
let ann: UserId
let garden: ProjectId
let kitchen: ProjectId

beforeAll(async () => {
  t = await testDatabase({ max: 20 })
})
beforeEach(async () => {
  await t.database.transact(async (tx) => {
    ann = await insertUser(tx)
    garden = await insertProject(tx, ann)
    kitchen = await insertProject(tx, ann)
  })
})
afterAll(() => t[Symbol.asyncDispose]())

const transact = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => t.database.transact(work)
const touch = (tx: Transaction, id: TaskId, title: string) =>
  tx.db.update(tasks).set({ title }).where(eq(tasks.id, id))

/** The latest entry of the log for a row. */
const logged = async (id: string) => {
  const rows = await t.database.read((reader) =>
    reader.rows<{ version: number; buckets: Bucket[]; left: Bucket[] }>({
      text: `SELECT version, buckets, left_buckets AS left FROM sync.change_log
             WHERE id = $1 ORDER BY xid, seq`,
      values: [id],
    }),
  )
  return rows.at(-1)
}

describe('numbers', () => {
  test('[W1] are gapless and in the order of commit with many writers, and nobody deadlocks', async () => {
    const writers = 8
    const transactions = 50
    const projects = [
      garden,
      kitchen,
      ...(await transact(async (tx) => [await insertProject(tx, ann)])),
    ]
    // A snapshot taken by any reader must never see a number without all those before it.
    let writing = true
    const watch = async (): Promise<number> => {
      let looks = 0
      while (writing) {
        const gaps = await t.database.read((reader) =>
          reader.rows({
            text: `SELECT bucket FROM sync.commits GROUP BY bucket HAVING count(*) <> max(n)
                   UNION ALL
                   SELECT b.id FROM sync.buckets b
                   WHERE n <> (SELECT max(c.n) FROM sync.commits c WHERE c.bucket = b.id)`,
          }),
        )
        expect(gaps).toEqual([])
        looks += 1
      }
      return looks
    }
    const write = async (writer: number): Promise<void> => {
      for (let i = 0; i < transactions; i++)
        await transact(async (tx) => {
          // In an order of its own, so that buckets are touched in every order.
          for (const step of [0, 1, 2].map(
            (s) => (s * (1 + (i % 2)) + writer + i) % projects.length,
          )) {
            const projectId = projects[step] as ProjectId
            await insertTask(tx, ann, { projectId, title: `${writer} ${i}` })
          }
        })
    }
    const watching = watch()
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
    writing = false
    expect(await watching).toBeGreaterThan(10)
    const heads = await t.database.read((reader) =>
      reader.rows<{ id: Bucket; n: number }>({
        text: 'SELECT id, n FROM sync.buckets WHERE id = ANY ($1) ORDER BY n DESC',
        values: [projects.map(projectBucket)],
      }),
    )
    // Each transaction wrote three tasks into one to three of the projects; each commit counts once.
    const total = heads.reduce((sum, { n }) => sum + n, 0)
    expect(total).toBeGreaterThanOrEqual(writers * transactions + 3)
    const counted = await t.database.read((reader) =>
      reader.rows<{ commits: number }>({
        text: 'SELECT count(*) AS commits FROM sync.commits WHERE bucket = ANY ($1)',
        values: [projects.map(projectBucket)],
      }),
    )
    expect(counted).toEqual([{ commits: total }])
  })

  test('are known before the commit and are those that the commit gets', async () => {
    const numbers = await transact(async (tx) => {
      await insertTask(tx, ann, { projectId: garden })
      await insertTask(tx, ann)
      return numberCommit(tx)
    })
    expect([...numbers.keys()].sort()).toEqual([projectBucket(garden), userBucket(ann)].sort())
    expect(numbers.get(projectBucket(garden))).toBe(2)
    const rows = await t.database.read((reader) =>
      reader.rows<{ n: number }>({
        text: 'SELECT n FROM sync.buckets WHERE id = $1',
        values: [projectBucket(garden)],
      }),
    )
    expect(rows).toEqual([{ n: 2 }])
  })

  test('do not move for a transaction that writes no synced row or changes none', async () => {
    expect(await transact(numberCommit)).toEqual(new Map())
    const none = await transact(async (tx) => {
      await touch(tx, crypto.randomUUID() as TaskId, 'No such task')
      return numberCommit(tx)
    })
    expect(none).toEqual(new Map())
  })

  test('are given once: a synced row written after that is refused', async () => {
    const late = transact(async (tx) => {
      const id = await insertTask(tx, ann)
      await numberCommit(tx)
      await touch(tx, id, 'Too late')
    })
    await expect(late).rejects.toMatchObject({
      cause: { message: 'a bucket was written after its transaction had been numbered' },
    })
    // No class that is tried again: it is a bug.
    await late.catch((error) => expect(sqlState(error)).toBe('25000'))
  })

  test('a transaction after one that was numbered is free to write on the same connection', async () => {
    await using one = await openDatabase({ url: t.url, max: 1 })
    for (const _ of [1, 2])
      await one.transact(async (tx) => {
        await insertTask(tx, ann)
        await numberCommit(tx)
      })
  })

  test('a rolled back savepoint leaves neither log rows nor numbers', async () => {
    let undone = '' as TaskId
    const numbers = await transact(async (tx) => {
      await tx.rows({ text: 'SAVEPOINT attempt' })
      undone = await insertTask(tx, ann, { projectId: garden })
      await tx.rows({ text: 'ROLLBACK TO SAVEPOINT attempt' })
      await insertTask(tx, ann, { projectId: kitchen })
      return numberCommit(tx)
    })
    expect([...numbers.keys()]).toEqual([projectBucket(kitchen)])
    expect(await logged(undone)).toBe(undefined)
  })

  test('nothing is left of the transactions that were numbered', async () => {
    await transact((tx) => insertTask(tx, ann))
    const left = await t.database.read((reader) =>
      reader.rows({ text: 'SELECT FROM sync.transactions' }),
    )
    expect(left).toEqual([])
  })
})

describe('a write that is held open', () => {
  test('in another database of the cluster delays none', async () => {
    const name = `other_${crypto.randomUUID().slice(0, 8)}`
    const url = await createDatabase(t.clusterUrl, name)
    await migrateUp(url)
    {
      await using other = await openDatabase({ url })
      await other.transact(async (held) => {
        await insertUser(held)
        for (let i = 0; i < 100; i++) {
          const numbers = await transact(async (tx) => {
            await insertTask(tx, ann, { projectId: garden })
            return numberCommit(tx)
          })
          expect(numbers.get(projectBucket(garden))).toBe(i + 2)
        }
      })
    }
    await dropDatabase(t.clusterUrl, name)
  })

  test('in another bucket of the same database delays none', async () => {
    await transact(async (held) => {
      await insertTask(held, ann, { projectId: kitchen })
      await numberCommit(held)
      for (let i = 0; i < 20; i++) {
        const numbers = await transact(async (tx) => {
          await insertTask(tx, ann, { projectId: garden })
          return numberCommit(tx)
        })
        expect(numbers.get(projectBucket(garden))).toBe(i + 2)
      }
    })
  })

  test('in the same bucket, but not numbered yet, delays none', async () => {
    await transact(async (held) => {
      await insertTask(held, ann, { projectId: garden })
      const first = await transact(async (tx) => {
        await insertTask(tx, ann, { projectId: garden })
        return numberCommit(tx)
      })
      expect(first.get(projectBucket(garden))).toBe(2)
      expect((await numberCommit(held)).get(projectBucket(garden))).toBe(3)
    })
  })
})

describe('buckets', () => {
  test('a task that moves leaves one and comes to the other', async () => {
    const id = await transact((tx) => insertTask(tx, ann, { projectId: garden }))
    const move = (projectId: ProjectId | null) =>
      transact(async (tx) => {
        await tx.db.update(tasks).set({ projectId }).where(eq(tasks.id, id))
        return numberCommit(tx)
      })
    const numbers = await move(kitchen)
    expect(await logged(id)).toMatchObject({
      buckets: [projectBucket(kitchen)],
      left: [projectBucket(garden)],
    })
    expect([...numbers.keys()].sort()).toEqual([garden, kitchen].map(projectBucket).sort())
    await move(null)
    expect(await logged(id)).toMatchObject({
      buckets: [userBucket(ann)],
      left: [projectBucket(kitchen)],
    })
  })

  test('a task without a project leaves the bucket of whom it was assigned to', async () => {
    const { id, bob } = await transact(async (tx) => {
      const bob = await insertUser(tx, 'Bob')
      return { bob, id: await insertTask(tx, ann, { assignedTo: bob }) }
    })
    expect((await logged(id))?.buckets).toEqual([userBucket(ann), userBucket(bob)])
    await transact((tx) => tx.db.update(tasks).set({ assignedTo: null }).where(eq(tasks.id, id)))
    expect(await logged(id)).toMatchObject({ buckets: [userBucket(ann)], left: [userBucket(bob)] })
  })

  test('a task that is purged leaves all of its buckets', async () => {
    const id = await transact((tx) => insertTask(tx, ann, { projectId: garden }))
    await transact((tx) => tx.db.delete(tasks).where(eq(tasks.id, id)))
    expect(await logged(id)).toMatchObject({ buckets: [], left: [projectBucket(garden)] })
  })

  test('one statement over many rows is one commit of each bucket', async () => {
    await transact(async (tx) => {
      for (let i = 0; i < 20; i++) await insertTask(tx, ann, { projectId: garden })
    })
    const numbers = await transact(async (tx) => {
      await tx.db.update(tasks).set({ priority: 'low' }).where(eq(tasks.projectId, garden))
      return numberCommit(tx)
    })
    expect(numbers).toEqual(new Map([[projectBucket(garden), 3]]))
  })
})

test('touching a profile or preferences makes the account newer, a name also the memberships', async () => {
  const update = async (statement: ReturnType<typeof sql>) =>
    transact(async (tx) => {
      await tx.db.execute(statement)
      return [...(await numberCommit(tx)).keys()].sort()
    })
  const own = userBucket(ann)
  expect(
    await update(sql`UPDATE users.user_preferences SET theme = 'dark' WHERE user_id = ${ann}`),
  ).toEqual([own])
  expect(
    await update(sql`UPDATE users.user_profiles SET bio = 'Gardener' WHERE user_id = ${ann}`),
  ).toEqual([own])
  expect(
    await update(sql`UPDATE users.user_profiles SET first_name = 'Anna' WHERE user_id = ${ann}`),
  ).toEqual([projectBucket(garden), projectBucket(kitchen), own].sort())
})
