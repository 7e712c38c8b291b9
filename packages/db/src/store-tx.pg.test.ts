import {
  type Activity,
  type IsoDate,
  initialOrderKey,
  memberId,
  type Patch,
  type ProjectId,
  type RowKey,
  rowKey,
  type Task,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transaction } from './reader.ts'
import { sqlState } from './sql-state.ts'
import { type StoreTx, storeTx } from './store-tx.ts'
import { type TestDatabase, testDatabase } from './testing/index.ts'

const now = '2026-11-22T10:00:05.123Z' as IsoDate
const uuid = (): string => crypto.randomUUID()

let db: TestDatabase
let ann: UserId
let bob: UserId
beforeAll(async () => {
  db = await testDatabase()
  ann = await addUser('ann')
  bob = await addUser('bob')
})
afterAll(() => db[Symbol.asyncDispose]())

const addUser = async (name: string): Promise<UserId> => {
  const id = uuid() as UserId
  await db.database.transact(async (tx) => {
    await tx.rows({
      text: `INSERT INTO users.users (id, email, password_hash) VALUES ($1, $2, 'x')`,
      values: [id, `${name}-${id}@example.org`],
    })
    await tx.rows({
      text: `INSERT INTO users.user_profiles (user_id, first_name, last_name) VALUES ($1, $2, '')`,
      values: [id, name],
    })
    await tx.rows({ text: 'INSERT INTO users.user_preferences VALUES ($1)', values: [id] })
  })
  return id
}

const store = <T>(work: (store: StoreTx, tx: Transaction) => Promise<T>): Promise<T> =>
  db.database.transact((tx) => work(storeTx(tx), tx))

const taskPatch = (id: TaskId, fields: { projectId?: ProjectId; assignedTo?: UserId } = {}) =>
  ({
    op: 'insert',
    kind: 'task',
    row: {
      id,
      title: 'Plant “bulbs” 🌷',
      description: null,
      status: 'todo',
      priority: 'high',
      dueDate: now,
      dueAllDay: true,
      createdBy: ann,
      assignedTo: fields.assignedTo ?? null,
      projectId: fields.projectId ?? null,
      tags: [],
      orderKey: initialOrderKey(now, id),
      createdAt: now,
      updatedAt: now,
      completedAt: null,
      deletedAt: null,
    },
  }) satisfies Patch

const addTask = async (fields: Parameters<typeof taskPatch>[1] = {}): Promise<TaskId> => {
  const id = uuid() as TaskId
  await store(async (rows) => {
    await rows.load([{ keys: [rowKey('task', id)] }])
    await rows.write([taskPatch(id, fields)])
  })
  return id
}

const addProject = async (owner: UserId, ...editors: UserId[]): Promise<ProjectId> => {
  const id = uuid() as ProjectId
  const members = [owner, ...editors]
  await store(async (rows) => {
    const keys = members.map((user) => rowKey('member', memberId(id, user)))
    await rows.load([{ keys: [rowKey('project', id), ...keys] }])
    const fields = { name: 'Garden', description: null, status: 'active', ownerId: owner } as const
    await rows.write([
      { op: 'insert', kind: 'project', row: { id, ...fields, createdAt: now, updatedAt: now } },
      ...members.map((userId, i): Patch => {
        const role = i === 0 ? 'owner' : 'editor'
        const shown = { displayName: '', avatar: null, left: false }
        const row = { id: memberId(id, userId), projectId: id, userId, role, ...shown } as const
        return { op: 'insert', kind: 'member', row }
      }),
    ])
  })
  return id
}

const retitle = (id: TaskId, title: string): Patch => ({
  op: 'update',
  kind: 'task',
  id,
  set: { title },
})

describe('load', () => {
  test('gives the rows as they were written, and knows what is absent', async () => {
    const project = await addProject(ann, bob)
    const id = await addTask({ projectId: project })
    const unknown = uuid() as TaskId
    const keys: RowKey[] = [
      rowKey('task', id),
      rowKey('task', unknown),
      rowKey('project', project),
      rowKey('member', memberId(project, bob)),
      rowKey('user', ann),
    ]
    const rows = await store((tx) => tx.load([{ keys }]))
    expect(rows.complete).toBe(true)
    expect(rows.task(id)).toEqual({
      ...taskPatch(id, { projectId: project }).row,
      version: expect.any(Number),
    })
    expect(rows.task(unknown)).toBeUndefined()
    expect(rows.project(project)).toMatchObject({ name: 'Garden', ownerId: ann })
    expect(rows.member(project, bob)).toMatchObject({ role: 'editor', displayName: 'bob' })
    expect(rows.user(ann)).toMatchObject({ id: ann, profile: { firstName: 'ann' } })
    expect(JSON.stringify(rows.user(ann))).not.toContain('password')
  })

  test('answers questions as of now, also about what the transaction wrote', async () => {
    const carl = await addUser('carl')
    const project = await addProject(ann, bob)
    const id = await addTask({ projectId: project, assignedTo: bob })
    await store(async (tx) => {
      const reads = {
        keys: [rowKey('task', id)],
        questions: [
          { ask: 'acquainted', one: ann, other: bob } as const,
          { ask: 'acquainted', one: ann, other: carl } as const,
          { ask: 'acquainted', one: carl, other: carl } as const,
          { ask: 'assigned-in', projectId: project, userId: bob } as const,
        ],
      }
      const rows = await tx.load([reads])
      expect(rows.acquainted(ann, bob)).toBe(true)
      expect(rows.acquainted(ann, carl)).toBe(false)
      expect(rows.acquainted(carl, carl)).toBe(true)
      expect(rows.assignedIn(project, bob)).toEqual([id])
      await tx.write([{ op: 'update', kind: 'task', id, set: { assignedTo: null } }])
      expect((await tx.load([reads])).assignedIn(project, bob)).toEqual([])
    })
  })

  test('makes a writer of the same row wait, and lets others look at it', async () => {
    const project = await addProject(ann)
    const key = rowKey('project', project)
    await store(async (holder) => {
      await holder.load([{ keys: [], looksAt: [key] }])
      await store((other) => other.load([{ keys: [], looksAt: [key] }]))
      const blocked = store(async (other, tx) => {
        await tx.rows({ text: `SET LOCAL lock_timeout = '20ms'` })
        await other.load([{ keys: [key] }])
      })
      await expect(blocked).rejects.toSatisfy((error) => sqlState(error) === '55P03')
    })
  })
})

describe('prepare', () => {
  test('follows what it finds and locks all of it', async () => {
    const project = await addProject(ann)
    const id = await addTask({ projectId: project })
    await store(async (tx) => {
      const rows = await tx.prepare((seen) => {
        const found = seen.task(id)?.projectId
        return [{ keys: [rowKey('task', id)], looksAt: found ? [rowKey('project', found)] : [] }]
      })
      expect(rows.project(project)?.name).toBe('Garden')
      for (const name of ['tasks.tasks', 'tasks.projects']) {
        const blocked = store(async (_, other) => {
          const values = [name === 'tasks.tasks' ? id : project]
          await other.rows({ text: `SELECT FROM ${name} WHERE id = $1 FOR UPDATE NOWAIT`, values })
        })
        await expect(blocked).rejects.toSatisfy((error) => sqlState(error) === '55P03')
      }
    })
  })

  test('never lets two that want the same rows in another order wait for each other', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => addTask()))
    let writes = 0
    const writer = async (order: readonly TaskId[], name: string) => {
      for (let round = 0; round < 20; round++)
        await store(async (tx) => {
          await tx.prepare(() => order.map((id) => ({ keys: [rowKey('task', id)] })))
          for (const id of order) await tx.write([retitle(id, `${name} ${round}`)])
          writes += order.length
        })
    }
    await Promise.all([writer(ids, 'a'), writer(ids.toReversed(), 'b'), writer(ids.slice(2), 'c')])
    expect(writes).toBe(20 * (6 + 6 + 4))
  })
})

describe('write', () => {
  test('refuses a row that was not loaded to be changed', async () => {
    const id = await addTask()
    const undeclared = store((tx) => tx.write([retitle(id, 'x')]))
    await expect(undeclared).rejects.toThrow('was not declared')
    const lookedAt = store(async (tx) => {
      await tx.load([{ keys: [], looksAt: [rowKey('task', id)] }])
      await tx.write([retitle(id, 'x')])
    })
    await expect(lookedAt).rejects.toThrow('was not declared')
  })

  test('shows what was written at the next load, at a newer version', async () => {
    const id = await addTask()
    await store(async (tx) => {
      const keys = [rowKey('task', id)]
      const before = (await tx.load([{ keys }])).task(id)
      await tx.write([retitle(id, 'Water bulbs')])
      const after = (await tx.load([{ keys }])).task(id)
      expect(after?.title).toBe('Water bulbs')
      expect(after?.version).toBeGreaterThan(before?.version ?? Number.POSITIVE_INFINITY)
    })
  })

  test('shows a new name on the memberships too', async () => {
    const dora = await addUser('dora')
    const project = await addProject(dora)
    const key = rowKey('member', memberId(project, dora))
    await store(async (tx) => {
      const user = (await tx.load([{ keys: [rowKey('user', dora), key] }])).user(dora)
      if (!user) throw new Error('no user')
      const profile = { ...user.profile, firstName: 'Theodora' }
      await tx.write([{ op: 'update', kind: 'user', id: dora, set: { profile, updatedAt: now } }])
      const rows = await tx.load([{ keys: [rowKey('user', dora), key] }])
      expect(rows.user(dora)?.profile.firstName).toBe('Theodora')
      expect(rows.member(project, dora)?.displayName).toBe('Theodora')
    })
  })

  test('ends as a transient failure when somebody inserts the same task first', async () => {
    const id = uuid() as TaskId
    const insert = async (tx: StoreTx) => {
      await tx.load([{ keys: [rowKey('task', id)] }])
      await tx.write([taskPatch(id)])
    }
    const late = store(async (tx) => {
      await tx.load([{ keys: [rowKey('task', id)] }])
      await store(insert)
      await tx.write([taskPatch(id)])
    })
    await expect(late).rejects.toSatisfy((error) => sqlState(error) === '40001')
  })
})

describe('audit', () => {
  test('enters each activity with its values and a version of its own', async () => {
    const id = await addTask()
    const activity = (action: Activity['action']): Activity => ({
      entity: 'task',
      entityId: id,
      action,
      before: { title: 'a' },
      after: { title: 'b' },
    })
    const entries = await store(async (store, tx) => {
      await store.audit(ann, [], now)
      await store.audit(ann, [activity('edited'), activity('tagged')], now)
      return tx.rows<{ action: string; version: number }>({
        text: `SELECT action, actor_id, metadata, created_at, version FROM audit.activity_log
               WHERE entity_id = $1 ORDER BY version`,
        values: [id],
      })
    })
    const values = { before: { title: 'a' }, after: { title: 'b' } }
    const common = { actor_id: ann, metadata: values, created_at: now }
    expect(entries).toMatchObject([
      { action: 'edited', ...common },
      { action: 'tagged', ...common },
    ])
    expect(new Set(entries.map(({ version }) => version)).size).toBe(2)
  })
})

describe('a store that keeps back', () => {
  const keeping = <T>(work: (store: StoreTx, tx: Transaction) => Promise<T>): Promise<T> =>
    db.database.transact((tx) => work(storeTx(tx, { keepsBack: true }), tx))
  const logged = (tx: Transaction) =>
    tx.rows<{ entity: string; id: string }>({
      text: `SELECT entity, id FROM sync.change_log
             WHERE xid = pg_current_xact_id_if_assigned() ORDER BY seq`,
    })

  test('writes at flush, each row once, and shows it meanwhile', async () => {
    const [made, there] = [uuid() as TaskId, await addTask()]
    const keys = [rowKey('task', made), rowKey('task', there)]
    const found = await keeping(async (store, tx) => {
      await store.load([{ keys }])
      await store.write([taskPatch(made)])
      await store.write([retitle(made, 'first'), retitle(there, 'first')])
      await store.audit(ann, [], now)
      const rows = await store.load([{ keys }])
      expect(rows.task(made)?.title).toBe('first')
      await store.write([retitle(made, 'second'), retitle(there, 'second')])
      expect(await logged(tx)).toEqual([])
      await store.flush()
      const changes = await logged(tx)
      await store.flush()
      expect(await logged(tx)).toEqual(changes)
      return changes
    })
    expect(found.map(({ id }) => id).sort()).toEqual([made, there].sort())
    const rows = await store((tx) => tx.load([{ keys }]))
    expect([rows.task(made)?.title, rows.task(there)?.title]).toEqual(['second', 'second'])
  })

  test('writes parents first, and many tasks of many fields as they are meant', async () => {
    const project = uuid() as ProjectId
    const ids = await Promise.all(Array.from({ length: 6 }, () => addTask()))
    const own = memberId(project, ann)
    const keys = [
      ...ids.map((id) => rowKey('task', id)),
      rowKey('project', project),
      rowKey('member', own),
    ]
    const tagsOf = (i: number) => ['a, "b"', `t${i}`] as Task['tags']
    await keeping(async (store) => {
      await store.load([{ keys }])
      const member = { id: own, projectId: project, userId: ann, role: 'owner' } as const
      const fields = { name: 'Yard', description: null, status: 'active', ownerId: ann } as const
      await store.write([
        ...ids.map(
          (id, i): Patch => ({
            op: 'update',
            kind: 'task',
            id,
            set:
              i % 2 === 0
                ? { projectId: project, tags: tagsOf(i), completedAt: now, dueAllDay: false }
                : { description: `“${i}”\n\\`, dueDate: null },
          }),
        ),
        {
          op: 'insert',
          kind: 'member',
          row: { ...member, displayName: '', avatar: null, left: false },
        },
        {
          op: 'insert',
          kind: 'project',
          row: { id: project, ...fields, createdAt: now, updatedAt: now },
        },
      ])
      await store.flush()
    })
    const rows = await store((tx) => tx.load([{ keys }]))
    for (const [i, id] of ids.entries())
      expect(rows.task(id)).toMatchObject(
        i % 2 === 0
          ? { projectId: project, tags: tagsOf(i), completedAt: now, dueAllDay: false }
          : { description: `“${i}”\n\\`, dueDate: null, dueAllDay: true, tags: [] },
      )
    expect(rows.member(project, ann)).toMatchObject({ role: 'owner' })
  })

  test('answers questions with what it keeps back', async () => {
    const project = await addProject(ann, bob)
    const id = await addTask({ projectId: project })
    const reads = {
      keys: [rowKey('task', id)],
      questions: [{ ask: 'assigned-in', projectId: project, userId: bob } as const],
    }
    await keeping(async (store) => {
      await store.load([reads])
      await store.write([{ op: 'update', kind: 'task', id, set: { assignedTo: bob } }])
      expect((await store.load([reads])).assignedIn(project, bob)).toEqual([id])
    })
  })

  test('ends as a transient failure at flush when somebody inserts the same task first', async () => {
    const id = uuid() as TaskId
    const late = keeping(async (kept) => {
      await kept.load([{ keys: [rowKey('task', id)] }])
      await kept.write([taskPatch(id)])
      await store(async (tx) => {
        await tx.load([{ keys: [rowKey('task', id)] }])
        await tx.write([taskPatch(id)])
      })
      await kept.flush()
    })
    await expect(late).rejects.toSatisfy((error) => sqlState(error) === '40001')
  })
})
