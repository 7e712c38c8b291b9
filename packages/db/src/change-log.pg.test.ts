import {
  type Bucket,
  keyOf,
  memberId,
  type ProjectId,
  projectBucket,
  type Row,
  Row as RowSchema,
  type TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import { and, eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bucketHeads, changesSince, grantedBuckets } from './change-log.ts'
import type { Reader, Transaction } from './reader.ts'
import { type PageSize, readBucketPage } from './rows/read-bucket-page.ts'
import { readRows } from './rows/read-rows.ts'
import { projectMembers, tasks } from './schema/tasks.ts'
import {
  insertMember,
  insertProject,
  insertTask,
  insertUser,
  type TestDatabase,
  testDatabase,
} from './testing/index.ts'

let t: TestDatabase
let ann: UserId
let bob: UserId
let garden: ProjectId

beforeAll(async () => {
  t = await testDatabase()
})
beforeEach(async () => {
  await transact(async (tx) => {
    ann = await insertUser(tx, 'Ann')
    bob = await insertUser(tx, 'Bob')
    garden = await insertProject(tx, ann)
  })
})
afterAll(() => t[Symbol.asyncDispose]())

const transact = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => t.database.transact(work)
const read = <T>(work: (reader: Reader) => Promise<T>): Promise<T> => t.database.readSnapshot(work)
const changes = async (bucket: Bucket, after: number, limit = 100) => {
  const positions = new Map([[bucket, after]])
  const page = await read((reader) => changesSince(reader, positions, limit))
  const none = { bucket, from: after, to: after, changes: [], grants: false }
  return { ...(page.changes[0] ?? none), more: page.more }
}
const rowsOf = (rows: number): PageSize => ({ rows, bytes: 2 ** 40 })
const addTask = () => transact((tx) => insertTask(tx, ann, { projectId: garden }))
const leave = (userId: UserId) =>
  transact((tx) =>
    tx.db
      .update(projectMembers)
      .set({ leftAt: '2026-11-22T10:00:00.000Z' as never })
      .where(and(eq(projectMembers.projectId, garden), eq(projectMembers.userId, userId))),
  )

describe('changes of a bucket', () => {
  test('are those after a position, each row once and at its newest', async () => {
    const one = await addTask()
    const two = await addTask()
    await transact((tx) =>
      tx.db
        .update(tasks)
        .set({ title: 'New' })
        .where(inArray(tasks.id, [one, two])),
    )
    await transact((tx) => tx.db.delete(tasks).where(eq(tasks.id, two)))
    const found = await changes(projectBucket(garden), 1)
    expect(found).toMatchObject({ from: 1, to: 5, more: false, grants: false })
    expect(found.changes).toEqual([
      { kind: 'task', id: one, version: expect.any(Number), present: true },
      { kind: 'task', id: two, version: expect.any(Number), present: false },
    ])
    const [row] = await read((reader) => readRows(reader, [`task:${one}`]))
    expect(row?.row.version).toBe(found.changes[0]?.version)
  })

  test('are none for a device that is not behind', async () => {
    await addTask()
    expect(await changes(projectBucket(garden), 2)).toMatchObject({
      to: 2,
      changes: [],
      more: false,
    })
    expect(await changes(projectBucket(crypto.randomUUID() as ProjectId), 0)).toMatchObject({
      to: 0,
      changes: [],
    })
  })

  test('come in pages of whole commits', async () => {
    for (let i = 0; i < 3; i++) await addTask()
    await transact(async (tx) => {
      for (let i = 0; i < 5; i++) await insertTask(tx, ann, { projectId: garden })
    })
    await addTask()
    const pages: { to: number; rows: number; more: boolean }[] = []
    for (let position = 1, more = true; more; ) {
      const page = await changes(projectBucket(garden), position, 2)
      pages.push({ to: page.to, rows: page.changes.length, more: page.more })
      position = page.to
      more = page.more
    }
    expect(pages).toEqual([
      { to: 3, rows: 2, more: true },
      { to: 4, rows: 1, more: true },
      { to: 5, rows: 5, more: true },
      { to: 6, rows: 1, more: false },
    ])
  })

  test('tell both sides of a move', async () => {
    const kitchen = await transact((tx) => insertProject(tx, ann))
    const id = await addTask()
    await transact((tx) => tx.db.update(tasks).set({ projectId: kitchen }).where(eq(tasks.id, id)))
    const left = await changes(projectBucket(garden), 2)
    const joined = await changes(projectBucket(kitchen), 1)
    expect(left.changes).toEqual([{ ...joined.changes[0], present: false }])
    expect(joined.changes).toMatchObject([{ kind: 'task', id, present: true }])
  })
})

describe('grants', () => {
  test('follow joining, leaving and coming back, and the person’s bucket says so', async () => {
    const own = userBucket(bob)
    const position = async () => (await read((reader) => bucketHeads(reader, [own]))).get(own) ?? 0
    const granted = () => read((reader) => grantedBuckets(reader, bob))
    expect(await granted()).toEqual([own])

    let before = await position()
    await transact((tx) => insertMember(tx, garden, bob))
    expect(await granted()).toEqual([own, projectBucket(garden)])
    expect(await changes(own, before)).toMatchObject({ changes: [], grants: true })

    before = await position()
    await leave(bob)
    expect(await granted()).toEqual([own])
    expect(await changes(own, before)).toMatchObject({ grants: true })

    before = await position()
    await transact((tx) =>
      tx.db.update(projectMembers).set({ leftAt: null }).where(eq(projectMembers.userId, bob)),
    )
    expect(await granted()).toEqual([own, projectBucket(garden)])
    expect(await changes(own, before)).toMatchObject({ grants: true })
  })

  test('do not change with a role', async () => {
    await transact((tx) => insertMember(tx, garden, bob))
    const before = (await read((reader) => bucketHeads(reader, [userBucket(bob)]))).get(
      userBucket(bob),
    )
    await transact((tx) =>
      tx.db.update(projectMembers).set({ role: 'viewer' }).where(eq(projectMembers.userId, bob)),
    )
    expect(await changes(userBucket(bob), before ?? 0)).toMatchObject({
      grants: false,
      changes: [],
    })
    const found = await changes(projectBucket(garden), 2)
    expect(found.changes).toMatchObject([{ kind: 'member', id: memberId(garden, bob) }])
  })
})

test('only the buckets that are ahead of a position are named', async () => {
  await addTask()
  const positions = new Map([
    [projectBucket(garden), 1],
    [userBucket(ann), 99],
    [projectBucket(crypto.randomUUID() as ProjectId), 0],
  ])
  const page = await read((reader) => changesSince(reader, positions, 100))
  expect(page).toMatchObject({
    changes: [{ bucket: projectBucket(garden), from: 1, to: 2 }],
    more: false,
  })
})

describe('rows', () => {
  test('are read in the form that travels', async () => {
    const now = '2026-11-22T10:00:00.123Z' as never
    const id = await transact(async (tx) => {
      await insertMember(tx, garden, bob, 'viewer')
      return insertTask(tx, ann, {
        projectId: garden,
        dueDate: now,
        createdAt: now,
        tags: ['a' as never],
      })
    })
    await leave(bob)
    const keys = [`task:${id}`, `project:${garden}`, `user:${ann}`] as const
    const rows = await read((reader) =>
      readRows(reader, [...keys, `member:${memberId(garden, bob)}`, `task:${crypto.randomUUID()}`]),
    )
    expect(rows.map(keyOf)).toEqual([
      `member:${memberId(garden, bob)}`,
      `project:${garden}`,
      `task:${id}`,
      `user:${ann}`,
    ])
    for (const row of rows) expect(RowSchema.parse(row)).toEqual(row)
    expect(rows[0]?.row).toMatchObject({ displayName: 'Bob Test', left: true, role: 'viewer' })
    expect(rows[2]?.row).toMatchObject({ dueDate: now, createdAt: now, tags: ['a'] })
    expect(JSON.stringify(rows)).not.toContain('password')
  })

  test('of a bucket come page by page, once each, in the order of their keys', async () => {
    await transact(async (tx) => {
      await insertMember(tx, garden, bob)
      for (let i = 0; i < 10; i++) await insertTask(tx, ann, { projectId: garden })
      await insertTask(tx, ann, { assignedTo: bob })
      await insertTask(tx, bob)
    })
    for (const [bucket, count] of [
      [projectBucket(garden), 13],
      [userBucket(bob), 3],
      [userBucket(ann), 2],
    ] as const) {
      const whole = await read((reader) => readBucketPage(reader, bucket, null, rowsOf(100)))
      expect(whole).toMatchObject({ rows: { length: count }, after: null })
      for (const limit of [1, 2, 3, 4]) {
        const paged: Row[] = []
        for (let after: string | null = null; ; ) {
          const page = await read((reader) => readBucketPage(reader, bucket, after, rowsOf(limit)))
          paged.push(...page.rows)
          after = page.after
          if (after === null) break
        }
        expect(paged).toEqual(whole.rows)
      }
    }
  })

  test('of a bucket bring open work before closed work', async () => {
    await transact(async (tx) => {
      for (const status of ['completed', 'todo', 'cancelled', 'in_review'] as const)
        await insertTask(tx, ann, { projectId: garden, status })
      await insertTask(tx, ann, { projectId: garden, deletedAt: '2026-11-22T10:00:00Z' as never })
    })
    const { rows } = await read((reader) =>
      readBucketPage(reader, projectBucket(garden), null, rowsOf(100)),
    )
    const shown = rows.map(({ kind, row }) =>
      kind === 'task' ? (row.deletedAt ?? row.status) : kind,
    )
    expect(shown.slice(0, 2)).toEqual(['project', 'member'])
    expect(shown.slice(2, 4).sort()).toEqual(['in_review', 'todo'])
    expect(shown.slice(4).sort()).toEqual(['2026-11-22T10:00:00.000Z', 'cancelled', 'completed'])
  })

  test.each([
    '',
    'open:',
    'open:x',
    `task:${crypto.randomUUID()}`,
    `member:${crypto.randomUUID()}`,
  ])('of a bucket begin anew from %j, which no page has named', async (after) => {
    const page = (from: string | null) =>
      read((reader) => readBucketPage(reader, projectBucket(garden), from, rowsOf(10)))
    expect(await page(after)).toEqual(await page(null))
  })

  test('of a bucket are those that the change log put there', async () => {
    const ids: TaskId[] = []
    await transact(async (tx) => {
      for (const columns of [{}, { assignedTo: bob }, { projectId: garden }, { assignedTo: ann }])
        ids.push(await insertTask(tx, ann, columns))
    })
    const placed = await read((reader) =>
      reader.rows<{ id: TaskId; bucket: Bucket }>({
        text: `SELECT id, bucket FROM tasks.tasks t, unnest(sync.buckets_of_task(t)) AS bucket
               WHERE id = ANY ($1)`,
        values: [ids],
      }),
    )
    for (const bucket of [userBucket(ann), userBucket(bob), projectBucket(garden)]) {
      const page = await read((reader) => readBucketPage(reader, bucket, null, rowsOf(100)))
      expect(page.rows.filter(({ kind }) => kind === 'task').map(({ row }) => row.id)).toEqual(
        placed
          .filter((place) => place.bucket === bucket)
          .map(({ id }) => id)
          .sort(),
      )
    }
  })
})
