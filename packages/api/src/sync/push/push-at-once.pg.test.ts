import type { TaskId } from '@holdfast/domain'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Caller } from '../../context.ts'
import { create, Record, retitle } from '../testing/record.ts'
import {
  newTaskId,
  openSyncWorld,
  type PushingClient,
  type SyncWorld,
} from '../testing/sync-world.ts'

let world: SyncWorld
let record: Record
let ann: Caller
let bob: Caller
beforeAll(async () => {
  world = await openSyncWorld()
  record = new Record(world.test.database)
  ann = await world.person('Ann')
  bob = await world.person('Bob')
})
afterAll(() => world[Symbol.asyncDispose]())

describe('two clients', () => {
  test('[S2] that push opposing batches all the time neither deadlock nor lose anything', async () => {
    const project = await world.project(ann.userId, [bob.userId, 'editor'])
    const ids = Array.from({ length: 8 }, newTaskId)
    const setUp = world.client(ann)
    await setUp.push(
      ...ids.map((id) => setUp.intend('create-task', { id, title: 'Dig', projectId: project })),
    )
    const rounds = 15
    const pushRounds = async (client: PushingClient, order: TaskId[], tag: string) => {
      for (let round = 0; round < rounds; round++) {
        const results = await client.push(
          ...order.map((id) => client.intend('tag-task', { id, add: [`${tag}${round}`] })),
        )
        expect(results.every(({ status }) => status === 'applied')).toBe(true)
      }
    }
    const retriesBefore = world.logged.length
    await Promise.all([
      pushRounds(world.client(ann), ids, 'a'),
      pushRounds(world.client(bob), ids.toReversed(), 'b'),
      pushRounds(world.client(bob), [...ids.slice(4), ...ids.slice(0, 4)], 'c'),
    ])
    for (const id of ids) expect((await record.task(id))?.tags).toHaveLength(3 * rounds)
    expect(world.logged.slice(retriesBefore)).toEqual([])
    const [audit] = await record.read<{ n: number }>(
      'SELECT count(*) AS n FROM audit.activity_log WHERE action = $1 AND entity_id = ANY ($2)',
      'tagged',
      ids,
    )
    expect(audit?.n).toBe(3 * rounds * ids.length)
  })

  test('[S2] that create one task at once both succeed as one person, and make one', async () => {
    const id = newTaskId()
    const clients = [world.client(ann), world.client(ann), world.client(ann)]
    const results = await Promise.all(clients.map((client) => client.push(create(client, id))))
    expect(results.flat().map(({ status }) => status)).toEqual(['applied', 'applied', 'applied'])
    expect(await record.audit(id)).toEqual([{ action: 'created' }])
  })

  test('that create one task as two people: the later one is refused', async () => {
    const id = newTaskId()
    const [a, b] = [world.client(ann), world.client(bob)]
    const results = await Promise.all([a.push(create(a, id)), b.push(create(b, id))])
    expect(
      results
        .flat()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['applied', 'rejected'])
  })

  test('that assign a task to a member and remove the member leave no task assigned', async () => {
    for (let round = 0; round < 10; round++) {
      const project = await world.project(ann.userId, [bob.userId, 'editor'])
      const id = newTaskId()
      const [a, b] = [world.client(ann), world.client(ann)]
      await a.push(a.intend('create-task', { id, title: 'Dig', projectId: project }))
      await Promise.all([
        a.push(a.intend('assign-task', { id, assignedTo: { base: null, value: bob.userId } })),
        b.push(b.intend('remove-member', { projectId: project, userId: bob.userId })),
      ])
      expect(await record.task(id)).toMatchObject({ assignedTo: null })
    }
  })

  test('[P13] of two copies of a store that send the same work at once apply it once', async () => {
    const { database } = world.test
    const [maker, one, copy] = [world.client(ann), world.client(ann), world.client(ann)]
    const id = newTaskId()
    await maker.push(create(maker, id))
    const deed = retitle(one, id, 'Rest')
    const text = `SELECT FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'`
    const pushes = await database.transact(async (tx) => {
      await tx.rows({ text: 'SELECT FROM tasks.tasks WHERE id = $1 FOR UPDATE', values: [id] })
      const both = [one.push(deed), copy.push(deed)]
      await vi.waitFor(async () => expect(await record.read(text)).toHaveLength(2), 10_000)
      return { both }
    })
    const [first, second] = await Promise.all(pushes.both)
    expect(second).toEqual(first)
    expect(first).toMatchObject([{ id: 1, status: 'applied' }])
    expect(await record.audit(id)).toHaveLength(2)
    expect(world.logged.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  test('[P3] of one device that send the same batch at once apply it once', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const batch = [create(client, id), retitle(client, id, 'Rest')]
    const [one, other] = await Promise.all([client.push(...batch), client.push(...batch)])
    expect(one).toEqual(other)
    expect(await record.audit(id)).toHaveLength(2)
  })
})
