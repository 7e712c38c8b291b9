import { type Activity, memberId, type RowKey, rowKey } from '@holdfast/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqlState } from './sql-state.ts'
import type { StoreTx } from './store-tx.ts'
import { newTaskId, now, retitle, StoreWorld } from './testing/store-world.ts'

let world: StoreWorld
beforeAll(async () => {
  world = await StoreWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('load', () => {
  test('gives the rows as they were written, and knows what is absent', async () => {
    const project = await world.project(world.ann, world.bob)
    const id = await world.task({ projectId: project })
    const unknown = newTaskId()
    const keys: RowKey[] = [
      rowKey('task', id),
      rowKey('task', unknown),
      rowKey('project', project),
      rowKey('member', memberId(project, world.bob)),
      rowKey('user', world.ann),
    ]
    const rows = await world.store((tx) => tx.load([{ keys }]))
    expect(rows.complete).toBe(true)
    expect(rows.task(id)).toEqual({
      ...world.taskPatch(id, { projectId: project }).row,
      version: expect.any(Number),
    })
    expect(rows.task(unknown)).toBeUndefined()
    expect(rows.project(project)).toMatchObject({ name: 'Garden', ownerId: world.ann })
    expect(rows.member(project, world.bob)).toMatchObject({
      role: 'editor',
      displayName: 'Bob Test',
    })
    expect(rows.user(world.ann)).toMatchObject({ id: world.ann, profile: { firstName: 'Ann' } })
    expect(JSON.stringify(rows.user(world.ann))).not.toContain('password')
  })

  test('answers questions as of now, also about what the transaction wrote', async () => {
    const carl = await world.user('carl')
    const project = await world.project(world.ann, world.bob)
    const id = await world.task({ projectId: project, assignedTo: world.bob })
    await world.store(async (tx) => {
      const reads = {
        keys: [rowKey('task', id)],
        questions: [
          { ask: 'acquainted', one: world.ann, other: world.bob } as const,
          { ask: 'acquainted', one: world.ann, other: carl } as const,
          { ask: 'acquainted', one: carl, other: carl } as const,
          { ask: 'assigned-in', projectId: project, userId: world.bob } as const,
        ],
      }
      const rows = await tx.load([reads])
      expect(rows.acquainted(world.ann, world.bob)).toBe(true)
      expect(rows.acquainted(world.ann, carl)).toBe(false)
      expect(rows.acquainted(carl, carl)).toBe(true)
      expect(rows.assignedIn(project, world.bob)).toEqual([id])
      await tx.write([{ op: 'update', kind: 'task', id, set: { assignedTo: null } }])
      expect((await tx.load([reads])).assignedIn(project, world.bob)).toEqual([])
    })
  })

  test('makes a writer of the same row wait, and lets others look at it', async () => {
    const project = await world.project(world.ann)
    const key = rowKey('project', project)
    await world.store(async (holder) => {
      await holder.load([{ keys: [], looksAt: [key] }])
      await world.store((other) => other.load([{ keys: [], looksAt: [key] }]))
      const blocked = world.store(async (other, tx) => {
        await tx.rows({ text: `SET LOCAL lock_timeout = '20ms'` })
        await other.load([{ keys: [key] }])
      })
      await expect(blocked).rejects.toSatisfy((error) => sqlState(error) === '55P03')
    })
  })
})

describe('prepare', () => {
  test('follows what it finds and locks all of it', async () => {
    const project = await world.project(world.ann)
    const id = await world.task({ projectId: project })
    await world.store(async (tx) => {
      const rows = await tx.prepare((seen) => {
        const found = seen.task(id)?.projectId
        return [{ keys: [rowKey('task', id)], looksAt: found ? [rowKey('project', found)] : [] }]
      })
      expect(rows.project(project)?.name).toBe('Garden')
      for (const name of ['tasks.tasks', 'tasks.projects']) {
        const blocked = world.store(async (_, other) => {
          const values = [name === 'tasks.tasks' ? id : project]
          await other.rows({ text: `SELECT FROM ${name} WHERE id = $1 FOR UPDATE NOWAIT`, values })
        })
        await expect(blocked).rejects.toSatisfy((error) => sqlState(error) === '55P03')
      }
    })
  })

  test('never lets two that want the same rows in another order wait for each other', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => world.task()))
    let writes = 0
    const writer = async (order: readonly (typeof ids)[number][], name: string) => {
      for (let round = 0; round < 20; round++)
        await world.store(async (tx) => {
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
    const id = await world.task()
    const undeclared = world.store((tx) => tx.write([retitle(id, 'x')]))
    await expect(undeclared).rejects.toThrow('was not declared')
    const lookedAt = world.store(async (tx) => {
      await tx.load([{ keys: [], looksAt: [rowKey('task', id)] }])
      await tx.write([retitle(id, 'x')])
    })
    await expect(lookedAt).rejects.toThrow('was not declared')
  })

  test('shows what was written at the next load, at a newer version', async () => {
    const id = await world.task()
    await world.store(async (tx) => {
      const keys = [rowKey('task', id)]
      const before = (await tx.load([{ keys }])).task(id)
      await tx.write([retitle(id, 'Water bulbs')])
      const after = (await tx.load([{ keys }])).task(id)
      expect(after?.title).toBe('Water bulbs')
      expect(after?.version).toBeGreaterThan(before?.version ?? Number.POSITIVE_INFINITY)
    })
  })

  test('shows a new name on the memberships too', async () => {
    const dora = await world.user('dora')
    const project = await world.project(dora)
    const key = rowKey('member', memberId(project, dora))
    await world.store(async (tx) => {
      const user = (await tx.load([{ keys: [rowKey('user', dora), key] }])).user(dora)
      if (!user) throw new Error('no user')
      const profile = { ...user.profile, firstName: 'Theodora' }
      await tx.write([{ op: 'update', kind: 'user', id: dora, set: { profile, updatedAt: now } }])
      const rows = await tx.load([{ keys: [rowKey('user', dora), key] }])
      expect(rows.user(dora)?.profile.firstName).toBe('Theodora')
      expect(rows.member(project, dora)?.displayName).toBe('Theodora Test')
    })
  })

  test('ends as a transient failure when somebody inserts the same task first', async () => {
    const id = newTaskId()
    const insert = async (tx: StoreTx) => {
      await tx.load([{ keys: [rowKey('task', id)] }])
      await tx.write([world.taskPatch(id)])
    }
    const late = world.store(async (tx) => {
      await tx.load([{ keys: [rowKey('task', id)] }])
      await world.store(insert)
      await tx.write([world.taskPatch(id)])
    })
    await expect(late).rejects.toSatisfy((error) => sqlState(error) === '40001')
  })
})

describe('audit', () => {
  test('enters each activity with its values and a version of its own', async () => {
    const id = await world.task()
    const activity = (action: Activity['action']): Activity => ({
      entity: 'task',
      entityId: id,
      action,
      before: { title: 'a' },
      after: { title: 'b' },
    })
    const entries = await world.store(async (store, tx) => {
      await store.audit(world.ann, [], now)
      await store.audit(world.ann, [activity('edited'), activity('tagged')], now)
      return tx.rows<{ action: string; version: number }>({
        text: `SELECT action, actor_id, metadata, created_at, version FROM audit.activity_log
               WHERE entity_id = $1 ORDER BY version`,
        values: [id],
      })
    })
    const values = { before: { title: 'a' }, after: { title: 'b' } }
    const common = { actor_id: world.ann, metadata: values, created_at: now }
    expect(entries).toMatchObject([
      { action: 'edited', ...common },
      { action: 'tagged', ...common },
    ])
    expect(new Set(entries.map(({ version }) => version)).size).toBe(2)
  })
})
