import type { PageSize } from '@holdfast/db'
import { insertTask } from '@holdfast/db/testing'
import {
  type Bucket,
  keyOf,
  type ProjectId,
  projectBucket,
  rowKey,
  type TaskId,
  userBucket,
} from '@holdfast/domain'
import { PROTOCOL, PULL_PAGE_BYTES } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import { newClientId, newTaskId, openSyncWorld, type SyncWorld } from '../testing/sync-world.ts'
import { answerPull } from './answer-pull.ts'

let world: SyncWorld
let ann: Caller
let bob: Caller
beforeAll(async () => {
  world = await openSyncWorld()
  ann = await world.person('Ann')
  bob = await world.person('Bob')
})
afterAll(() => world[Symbol.asyncDispose]())

const device = (caller: Caller) => new HoldingDevice(world.services, caller.userId)
const addTasks = (project: ProjectId, count: number): Promise<TaskId[]> =>
  world.test.database.transact(async (tx) => {
    const ids: TaskId[] = []
    for (let i = 0; i < count; i++)
      ids.push(await insertTask(tx, ann.userId, { id: newTaskId(), projectId: project }))
    return ids
  })
const create = async (caller: Caller, projectId: ProjectId | null = null): Promise<TaskId> => {
  const id = newTaskId()
  await world.client(caller).do('create-task', { id, title: 'Dig', projectId })
  return id
}
const rowsOf = (rows: number): PageSize => ({ rows, bytes: 2 ** 40 })
const keys = (holder: HoldingDevice, bucket: Bucket): string[] =>
  holder.rows(bucket).map(keyOf).sort()

describe('a pull', () => {
  test('[L1] gives a new device all that the person may see, and no more', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(ann.userId, [carl.userId, 'viewer'])
    const hidden = await world.project(ann.userId)
    const [own, shared] = [await create(carl), await create(ann, project)]
    const foreign = [await create(ann), await create(ann, hidden)]
    const holder = device(carl)
    await holder.pull()
    expect([...holder.positions.keys()].sort()).toEqual(
      [projectBucket(project), userBucket(carl.userId)].sort(),
    )
    const held = holder.allRows().map(keyOf)
    expect(held).toEqual(expect.arrayContaining([rowKey('task', own), rowKey('task', shared)]))
    expect(held).toContain(rowKey('user', carl.userId))
    for (const id of foreign) expect(held).not.toContain(rowKey('task', id))
    expect(JSON.stringify(holder.allRows())).not.toContain(`ann-${ann.userId}`)
  })

  test('[L2] gives what came since, each row once and at its newest, and then nothing', async () => {
    const carl = await world.person('Carl')
    const holder = device(carl)
    await holder.pull()
    const client = world.client(carl)
    const id = newTaskId()
    await client.do('create-task', { id, title: 'Dig' })
    await client.do('edit-task', { id, title: { base: 'Dig', value: 'a' } })
    await client.do('edit-task', { id, title: { base: 'a', value: 'b' } })
    const [reply] = await holder.pull()
    expect(reply).toMatchObject({ more: false, forget: [] })
    expect(reply?.deltas).toMatchObject([
      { bucket: userBucket(carl.userId), rows: [{ kind: 'task', row: { id, title: 'b' } }] },
    ])
    expect((await holder.pull())[0]).toMatchObject({ deltas: [], forget: [], more: false })
  })

  test('[O1] reaches the position that a push named', async () => {
    const carl = await world.person('Carl')
    const holder = device(carl)
    await holder.pull()
    const id = newTaskId()
    const result = await world.client(carl).do('create-task', { id, title: 'Dig' })
    await holder.pull()
    if (result.status !== 'applied') throw new Error('not applied')
    for (const [bucket, n] of Object.entries(result.at))
      expect(holder.positions.get(bucket as Bucket)).toBeGreaterThanOrEqual(n)
    expect(keys(holder, userBucket(carl.userId))).toContain(rowKey('task', id))
  })

  test('[B5] of a task that moved takes it from one bucket and puts it into the other', async () => {
    const [a, b] = [await world.project(ann.userId), await world.project(ann.userId)]
    const outsider = await world.person('Olga')
    await world.test.database.transact((tx) =>
      tx.rows({
        text: 'INSERT INTO tasks.project_members (project_id, user_id) VALUES ($1, $2)',
        values: [a, outsider.userId],
      }),
    )
    const id = await create(ann, a)
    const [holder, halfBlind] = [device(ann), device(outsider)]
    await Promise.all([holder.pull(), halfBlind.pull()])
    expect(keys(halfBlind, projectBucket(a))).toContain(rowKey('task', id))
    const client = world.client(ann)
    await client.do('move-task', { id, projectId: { base: a, value: b } })
    await client.do('edit-task', { id, title: { base: 'Dig', value: 'secret' } })
    const replies = await halfBlind.pull()
    await holder.pull()
    expect(keys(holder, projectBucket(a))).not.toContain(rowKey('task', id))
    expect(keys(holder, projectBucket(b))).toContain(rowKey('task', id))
    expect(keys(halfBlind, projectBucket(a))).not.toContain(rowKey('task', id))
    expect(JSON.stringify(replies)).not.toContain('secret')
  })

  test('[S3] shows nothing of a row that leaves the bucket behind the page’s end', async () => {
    const [a, b] = [await world.project(ann.userId), await world.project(ann.userId)]
    const carl = await world.person('Carl')
    await world.test.database.transact((tx) =>
      tx.rows({
        text: 'INSERT INTO tasks.project_members (project_id, user_id) VALUES ($1, $2)',
        values: [a, carl.userId],
      }),
    )
    const holder = device(carl)
    await holder.pull()
    const client = world.client(ann)
    const id = newTaskId()
    await client.do('create-task', { id, title: 'Dig', projectId: a })
    await client.do('move-task', { id, projectId: { base: a, value: b } })
    await client.do('edit-task', { id, title: { base: 'Dig', value: 'secret' } })
    const replies = await holder.pull(rowsOf(1))
    expect(replies.length).toBeGreaterThan(1)
    expect(JSON.stringify(replies)).not.toContain('secret')
    expect(keys(holder, projectBucket(a))).not.toContain(rowKey('task', id))
  })

  test('[L5] [U3] makes a removed member’s device forget, and others keep the name, marked', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(ann.userId, [carl.userId, 'editor'])
    const [mine, theirs] = [device(ann), device(carl)]
    await Promise.all([mine.pull(), theirs.pull()])
    await world.client(ann).do('remove-member', { projectId: project, userId: carl.userId })
    const after = await create(ann, project)
    const [reply] = await theirs.pull()
    expect(reply?.forget).toEqual([projectBucket(project)])
    expect(JSON.stringify(reply?.deltas)).not.toContain(after)
    await mine.pull()
    expect(mine.rows(projectBucket(project))).toContainEqual({
      kind: 'member',
      row: expect.objectContaining({ userId: carl.userId, left: true, displayName: 'Carl Test' }),
    })
  })

  test('[S4] of a bucket that was never granted forgets it and tells nothing', async () => {
    const project = await world.project(ann.userId)
    await create(ann, project)
    const bucket = projectBucket(project)
    for (const held of [
      { positions: { [bucket]: 0 }, joins: {} },
      { positions: {}, joins: { [bucket]: { to: 1, after: 'member:' } } },
    ]) {
      const reply = await answerPull(world.services, bob.userId, {
        protocol: PROTOCOL,
        epoch: null,
        clientId: newClientId(),
        downloading: [],
        inline: [],
        ...held,
      })
      expect(reply).toMatchObject({ forget: [bucket] })
      expect(JSON.stringify(reply)).not.toContain('Dig')
    }
  })

  test('[P10] of another life of the database says which lives now', async () => {
    const holder = device(ann)
    holder.epoch = 'another life'
    const { epoch } = world.test.database
    expect(await holder.pullOnce()).toEqual({ status: 'new-epoch', epoch, expected: 1 })
  })

  test('[S6] from positions that the record never reached forgets the bucket and joins it anew', async () => {
    const project = await world.project(ann.userId)
    const id = await create(ann, project)
    const holder = device(ann)
    await holder.pull()
    holder.positions.set(projectBucket(project), 1000)
    holder.held.get(projectBucket(project))?.clear()
    const [reply] = await holder.pull()
    expect(reply).toMatchObject({ forget: [projectBucket(project)] })
    expect(keys(holder, projectBucket(project))).toContain(rowKey('task', id))
  })
})

describe('pages', () => {
  const paged = async (pageRows: number) => {
    const carl = await world.person('Carl')
    const project = await world.project(ann.userId, [carl.userId, 'viewer'])
    const ids = await addTasks(project, 23)
    const holder = device(carl)
    const replies = await holder.pull(rowsOf(pageRows))
    return { carl, project, ids, holder, replies }
  }

  test.each([1, 2, 7, 23, 24, 25, 26, 27, 100])(
    '[L3] of %i rows bring a bucket whole, none twice',
    async (pageRows) => {
      const { project, ids, holder, replies } = await paged(pageRows)
      expect(keys(holder, projectBucket(project))).toEqual(
        expect.arrayContaining(ids.map((id) => rowKey('task', id))),
      )
      const sent = replies.flatMap(({ deltas }) => deltas.flatMap(({ rows }) => rows.map(keyOf)))
      expect(new Set(sent).size).toBe(sent.length)
      expect(holder.joins.size).toBe(0)
      for (const { deltas } of replies) {
        const rows = deltas.reduce((sum, delta) => sum + delta.rows.length, 0)
        expect(rows).toBeLessThanOrEqual(pageRows)
      }
    },
  )

  test('[L3] of a join lose nothing that happens between them', async () => {
    const carl = await world.person('Carl')
    const [project, elsewhere] = [
      await world.project(ann.userId, [carl.userId, 'viewer']),
      await world.project(ann.userId),
    ]
    const ids = (await addTasks(project, 12)).sort()
    const holder = device(carl)
    const client = world.client(ann)
    const setStatus = (id: TaskId | undefined, value: 'todo' | 'completed') =>
      client.do('set-task-status', { id: id as TaskId, status: { base: 'todo', value } })
    for (const id of [ids[2], ids[8]]) await setStatus(id, 'completed')
    for (let page = 0; ; page++) {
      const reply = await holder.pullOnce(rowsOf(4))
      if (reply.status !== 'done') throw new Error(reply.status)
      if (page === 1) {
        // One row that came already and one that did not: changed, gone elsewhere, and one new.
        await client.do('edit-task', { id: ids[0] as TaskId, title: { base: '', value: 'early' } })
        await client.do('edit-task', { id: ids[11] as TaskId, title: { base: '', value: 'late' } })
        for (const id of [ids[1], ids[10]] as TaskId[])
          await client.do('move-task', { id, projectId: { base: project, value: elsewhere } })
        for (const id of [ids[2], ids[8]]) await setStatus(id, 'todo')
        for (const id of [ids[3], ids[9]]) await setStatus(id, 'completed')
        await create(ann, project)
      }
      if (!reply.more) break
    }
    const fresh = device(carl)
    await fresh.pull()
    const bucket = projectBucket(project)
    const sorted = (one: HoldingDevice) =>
      one.rows(bucket).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    expect(sorted(holder)).toEqual(sorted(fresh))
    expect(holder.positions).toEqual(fresh.positions)
  })

  test('[S5] never cut a commit in two', async () => {
    const project = await world.project(ann.userId)
    const holder = device(ann)
    await holder.pull()
    await addTasks(project, 9)
    await create(ann, project)
    const replies = await holder.pull(rowsOf(4))
    const sizes = replies.map(({ deltas }) => deltas.flatMap(({ rows }) => rows).length)
    expect(sizes).toEqual([9, 1])
  })

  test('[L3] are bounded in bytes, whether rows are joined or came later', async () => {
    const carl = await world.person('Carl')
    const heavy = async (project: ProjectId | null, count: number): Promise<TaskId[]> => {
      const ids: TaskId[] = []
      for (let i = 0; i < count; i++) {
        const task = { id: newTaskId(), projectId: project, description: 'ü'.repeat(100_000) }
        await world.test.database.transact((tx) => insertTask(tx, carl.userId, task))
        ids.push(task.id)
      }
      return ids
    }
    const projects = [await world.project(carl.userId), await world.project(carl.userId)]
    const [small, large] = projects as [ProjectId, ProjectId]
    const expectWhole = async (holder: HoldingDevice, ids: TaskId[]) => {
      const replies = await holder.pull()
      expect(replies.length).toBeGreaterThan(2)
      for (const reply of replies) {
        const largestRow = 210_000
        expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(PULL_PAGE_BYTES + largestRow)
      }
      const held = holder.allRows().map(keyOf)
      expect(held).toEqual(expect.arrayContaining(ids.map((id) => rowKey('task', id))))
      expect(new Set(held).size).toBe(held.length)
    }
    const ids = [...(await heavy(null, 7)), ...(await heavy(small, 3)), ...(await heavy(large, 8))]
    const holder = device(carl)
    await expectWhole(holder, ids)
    const later = [
      ...(await heavy(null, 7)),
      ...(await heavy(small, 3)),
      ...(await heavy(large, 8)),
    ]
    await expectWhole(holder, [...ids, ...later])
  })

  test('[L3] go on where one row is larger than a page', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(carl.userId)
    const ids: TaskId[] = []
    for (let i = 0; i < 3; i++) ids.push(await create(carl, project))
    for (const held of [false, true]) {
      const holder = device(carl)
      if (held) await holder.pull()
      for (let i = 0; held && i < 3; i++) ids.push(await create(carl, project))
      const replies = await holder.pull({ rows: 100, bytes: 1 })
      for (const { deltas } of replies)
        expect(deltas.flatMap(({ rows }) => rows).length).toBeLessThanOrEqual(1)
      expect(keys(holder, projectBucket(project))).toEqual(
        expect.arrayContaining(ids.map((id) => rowKey('task', id))),
      )
    }
  })

  test('[L7] of many buckets together lose none at the seams', async () => {
    const carl = await world.person('Carl')
    const projects: ProjectId[] = []
    for (let i = 0; i < 6; i++) projects.push(await world.project(carl.userId))
    const holder = device(carl)
    await holder.pull()
    for (const project of projects) for (let i = 0; i < 3; i++) await create(carl, project)
    await holder.pull(rowsOf(2))
    const fresh = device(carl)
    await fresh.pull()
    expect(holder.positions).toEqual(fresh.positions)
    expect(holder.allRows().length).toBe(fresh.allRows().length)
  })
})

test('[S7] 200 buckets are joined and followed in as few statements as a handful', async () => {
  const carl = await world.person('Carl')
  const projects: ProjectId[] = []
  for (let i = 0; i < 200; i++) projects.push(await world.project(carl.userId))
  let statements = 0
  const { database } = world.test
  const db: typeof database = Object.create(database, {
    readSnapshot: {
      value: (fn: Parameters<typeof database.readSnapshot>[0]) =>
        database.readSnapshot((reader) =>
          fn({
            db: reader.db,
            rows: (statement) => {
              statements++
              return reader.rows(statement)
            },
          }),
        ),
    },
  })
  const holder = new HoldingDevice({ db }, carl.userId)
  const joined = await holder.pull()
  expect(holder.positions.size).toBe(201)
  expect(statements / joined.length).toBeLessThan(12)
  const client = world.client(carl)
  for (let i = 0; i < 200; i += 50)
    await client.push(
      ...projects
        .slice(i, i + 50)
        .map((projectId) =>
          client.intend('create-task', { id: newTaskId(), title: 'Dig', projectId }),
        ),
    )
  statements = 0
  const [reply] = await holder.pull()
  expect(reply?.deltas).toHaveLength(200)
  expect(reply?.more).toBe(false)
  expect(statements).toBeLessThan(12)
})
