import { memberId, type Patch, type ProjectId, rowKey, type Task } from '@holdfast/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transaction } from './reader.ts'
import { sqlState } from './sql-state.ts'
import type { StoreTx } from './store-tx.ts'
import { newTaskId, now, retitle, StoreWorld } from './testing/store-world.ts'

let world: StoreWorld
beforeAll(async () => {
  world = await StoreWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('a store that keeps back', () => {
  const keeping = <T>(work: (store: StoreTx, tx: Transaction) => Promise<T>): Promise<T> =>
    world.store(work, { keepsBack: true })
  const logged = (tx: Transaction) =>
    tx.rows<{ entity: string; id: string }>({
      text: `SELECT entity, id FROM sync.change_log
             WHERE xid = pg_current_xact_id_if_assigned() ORDER BY seq`,
    })

  test('writes at flush, each row once, and shows it meanwhile', async () => {
    const [made, there] = [newTaskId(), await world.task()]
    const keys = [rowKey('task', made), rowKey('task', there)]
    const found = await keeping(async (store, tx) => {
      await store.load([{ keys }])
      await store.write([world.taskPatch(made)])
      await store.write([retitle(made, 'first'), retitle(there, 'first')])
      await store.audit(world.ann, [], now)
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
    const rows = await world.store((tx) => tx.load([{ keys }]))
    expect([rows.task(made)?.title, rows.task(there)?.title]).toEqual(['second', 'second'])
  })

  test('writes parents first, and many tasks of many fields as they are meant', async () => {
    const project = crypto.randomUUID() as ProjectId
    const ids = await Promise.all(Array.from({ length: 6 }, () => world.task()))
    const own = memberId(project, world.ann)
    const keys = [
      ...ids.map((id) => rowKey('task', id)),
      rowKey('project', project),
      rowKey('member', own),
    ]
    const tagsOf = (i: number) => ['a, "b"', `t${i}`] as Task['tags']
    await keeping(async (store) => {
      await store.load([{ keys }])
      const member = { id: own, projectId: project, userId: world.ann, role: 'owner' } as const
      const fields = {
        name: 'Yard',
        description: null,
        status: 'active',
        ownerId: world.ann,
      } as const
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
    const rows = await world.store((tx) => tx.load([{ keys }]))
    for (const [i, id] of ids.entries())
      expect(rows.task(id)).toMatchObject(
        i % 2 === 0
          ? { projectId: project, tags: tagsOf(i), completedAt: now, dueAllDay: false }
          : { description: `“${i}”\n\\`, dueDate: null, dueAllDay: true, tags: [] },
      )
    expect(rows.member(project, world.ann)).toMatchObject({ role: 'owner' })
  })

  test('answers questions with what it keeps back', async () => {
    const project = await world.project(world.ann, world.bob)
    const id = await world.task({ projectId: project })
    const reads = {
      keys: [rowKey('task', id)],
      questions: [{ ask: 'assigned-in', projectId: project, userId: world.bob } as const],
    }
    await keeping(async (store) => {
      await store.load([reads])
      await store.write([{ op: 'update', kind: 'task', id, set: { assignedTo: world.bob } }])
      expect((await store.load([reads])).assignedIn(project, world.bob)).toEqual([id])
    })
  })

  test('ends as a transient failure at flush when somebody inserts the same task first', async () => {
    const id = newTaskId()
    const late = keeping(async (kept) => {
      await kept.load([{ keys: [rowKey('task', id)] }])
      await kept.write([world.taskPatch(id)])
      await world.insert(id)
      await kept.flush()
    })
    await expect(late).rejects.toSatisfy((error) => sqlState(error) === '40001')
  })
})
