import { ProjectId, projectBucket, userBucket } from '@holdfast/domain'
import { type Mutation, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { create, Record, retitle } from '../testing/record.ts'
import { newTaskId, openSyncWorld, type SyncWorld } from '../testing/sync-world.ts'
import { acceptPush } from './accept-push.ts'

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

describe('a push', () => {
  test('[P8] applies mutations in order and says where their effect is to be seen', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const before = await record.head(userBucket(ann.userId))
    const results = await client.push(create(client, id), retitle(client, id, 'Rest'))
    const at = { [userBucket(ann.userId)]: before + 1 }
    expect(results).toEqual([
      { id: 1, status: 'applied', at },
      { id: 2, status: 'applied', at },
    ])
    expect(await record.task(id)).toMatchObject({ title: 'Rest', createdBy: ann.userId })
    expect(await record.audit(id)).toEqual([{ action: 'created' }, { action: 'edited' }])
    expect(world.poked).toContain(userBucket(ann.userId))
  })

  test('[P3] sent again changes nothing and is answered as before', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const batch = [
      create(client, id),
      retitle(client, id, 'Rest'),
      retitle(client, newTaskId(), 'x'),
    ]
    const first = await client.push(...batch)
    const before = await record.head(userBucket(ann.userId))
    expect(await client.push(...batch)).toEqual(first)
    expect(first.map(({ status }) => status)).toEqual(['applied', 'applied', 'rejected'])
    expect(await record.head(userBucket(ann.userId))).toBe(before)
    expect(await record.audit(id)).toHaveLength(2)
  })

  test('[P3] that repeats some and goes on applies only the rest', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const first = create(client, id)
    await client.push(first)
    const results = await client.push(first, retitle(client, id, 'Rest'))
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(await record.audit(id)).toHaveLength(2)
  })

  test('[P4] under a known id with another intent is told so, and nothing behind it is applied', async () => {
    const client = world.client(ann)
    const [one, other] = [newTaskId(), newTaskId()]
    await client.push(create(client, one))
    const clone = { ...create(client, other), id: 1 }
    const behind = { ...create(client, other), id: 2 }
    expect(await client.push(clone, behind)).toEqual([{ id: 1, status: 'reused' }])
    expect(await record.task(other)).toBeUndefined()
  })

  test('[P4] does not mind the order of fields in arguments', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const first = await client.push(create(client, id))
    const turned = { ...create(client, id), id: 1, args: { title: 'Dig', id } }
    expect(await client.push(turned)).toEqual(first)
  })

  test('[P4] with a noop in the place of what it did says what it did', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const first = await client.push(create(client, id))
    expect(await client.push({ ...client.intend('noop', {}), id: 1 })).toEqual(first)
    expect(await record.audit(id)).toHaveLength(1)
  })

  test('[P5] that leaves a gap is told what is expected', async () => {
    const client = world.client(ann)
    const lost = client.intend('noop', {})
    const { epoch } = world.test.database
    const behind = client.intend('noop', {})
    expect(await client.send([behind])).toEqual({ status: 'gap', epoch, expected: 1 })
    await client.push(lost, behind)
    client.intend('noop', {})
    expect(await client.send([client.intend('noop', {})])).toMatchObject({ expected: 3 })
  })

  test('[P1] whose ids have holes is bad input', async () => {
    const client = world.client(ann)
    const one = client.intend('noop', {})
    client.intend('noop', {})
    await expect(client.send([one, client.intend('noop', {})])).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  test('[P9] by another person than the client’s is refused and changes nothing', async () => {
    const client = world.client(ann)
    await client.push(client.intend('noop', {}))
    const id = newTaskId()
    const request = {
      protocol: PROTOCOL,
      epoch: null,
      clientId: client.id,
      mutations: [create(client, id)],
    }
    for (const epoch of [null, 'another life'])
      expect(await acceptPush(world.services, bob, { ...request, epoch })).toEqual({
        status: 'foreign-client',
      })
    expect(await record.task(id)).toBeUndefined()
    const next = { ...client.intend('noop', {}), id: 2 }
    expect(await client.push(next)).toMatchObject([{ status: 'applied' }])
  })

  test('[P10] for another life of the database learns of the new one and of the expected id', async () => {
    const client = world.client(ann)
    await client.push(client.intend('noop', {}))
    const { epoch } = world.test.database
    const reply = await client.send([client.intend('noop', {})], 'another life')
    expect(reply).toEqual({ status: 'new-epoch', epoch, expected: 2 })
    expect(await client.send([{ ...client.intend('noop', {}), id: 2 }], epoch)).toMatchObject({
      status: 'done',
    })
  })

  test('[P13] of a draft that was applied under another client is answered as then, and runs nothing', async () => {
    const [client, mended] = [world.client(ann), world.client(ann)]
    const id = newTaskId()
    const batch = [create(client, id), retitle(client, id, 'Rest')]
    const first = await client.push(...batch)
    const before = await record.head(userBucket(ann.userId))
    const anew = batch.map((mutation, i) => ({ ...mutation, id: i + 2 }))
    const all = [mended.intend('noop', {}), ...anew, retitle(mended, id, 'Dug')]
    all[3] = { ...(all[3] as Mutation), id: 4, args: { id, title: { base: 'Rest', value: 'Dug' } } }
    const again = await mended.push(...all)
    expect(again.slice(1, 3)).toEqual(first.map((result, i) => ({ ...result, id: i + 2 })))
    expect(again[3]).toMatchObject({ status: 'applied' })
    expect(await mended.push(...all)).toEqual(again)
    expect(await record.head(userBucket(ann.userId))).toBe(before + 1)
    expect(await record.task(id)).toMatchObject({ title: 'Dug' })
    expect(await record.audit(id)).toHaveLength(3)
  })

  test('[P13] of one draft twice in one batch applies it once', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const one = create(client, id)
    const results = await client.push(
      one,
      { ...one, id: 2 },
      { ...one, id: 3, name: 'noop', args: {} },
    )
    const { at } = results[0] as { at: object }
    expect(results).toEqual([
      { id: 1, status: 'applied', at },
      { id: 2, status: 'applied', at },
      { id: 3, status: 'applied', at: {} },
    ])
    expect(await record.audit(id)).toHaveLength(1)
  })

  test('[P13] of a draft that was refused, or was a noop, decides it', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const early = retitle(client, id, 'Rest')
    const given = { ...create(client, id), name: 'noop', args: {} }
    await client.push(early, given)
    const results = await client.push(
      { ...create(client, id), id: 3, draftId: given.draftId },
      { ...early, id: 4 },
    )
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(await record.task(id)).toMatchObject({ title: 'Rest' })
  })

  test('[P13] of a draft id that somebody else has used is run', async () => {
    const [own, other] = [world.client(ann), world.client(bob)]
    const [one, two] = [newTaskId(), newTaskId()]
    const first = create(own, one)
    await own.push(first)
    const { draftId } = first
    expect(await other.push({ ...create(other, two), draftId })).toMatchObject([
      { status: 'applied' },
    ])
    expect(await record.task(two)).toMatchObject({ createdBy: bob.userId })
  })

  test('remembers the session that sent it', async () => {
    const client = world.client(ann)
    await client.push(client.intend('noop', {}))
    const [row] = await record.read(
      'SELECT user_id, session_id FROM sync.clients WHERE id = $1',
      client.id,
    )
    expect(row).toEqual({ user_id: ann.userId, session_id: ann.sessionId })
  })
})

describe('a refused mutation', () => {
  test('[P6] does not block those behind it and leaves nothing in rows, audit or log', async () => {
    const client = world.client(ann)
    const [before, refused, after] = [newTaskId(), newTaskId(), newTaskId()]
    const stranger = { id: refused, title: 'Dig', assignedTo: bob.userId }
    const results = await client.push(
      create(client, before),
      client.intend('create-task', stranger),
      create(client, after),
    )
    expect(results).toMatchObject([
      { status: 'applied' },
      { status: 'rejected', code: 'not-acquainted' },
      { status: 'applied' },
    ])
    expect(await record.task(refused)).toBeUndefined()
    expect(await record.task(after)).toBeDefined()
    expect(await record.audit(refused)).toEqual([])
    expect(await record.read('SELECT id FROM sync.change_log WHERE id = $1', refused)).toEqual([])
  })

  test('[P6] [V2] may be one that this server does not know, or with arguments that make no sense', async () => {
    const client = world.client(ann)
    const unknown = { ...client.intend('noop', {}), name: 'fly' }
    const later = { ...client.intend('noop', {}), version: 2 }
    const senseless = { ...client.intend('noop', {}), name: 'create-task', args: { title: 7 } }
    const bare = { ...client.intend('noop', {}), name: 'create-task', args: undefined }
    expect(await client.push(unknown, later, senseless, bare)).toMatchObject([
      { status: 'rejected', code: 'unknown-mutation' },
      { status: 'rejected', code: 'unknown-mutation' },
      { status: 'rejected', code: 'bad-input' },
      { status: 'rejected', code: 'bad-input' },
    ])
  })

  test('[S4] answers a stranger about another’s task as about one that is not there', async () => {
    const [owner, stranger] = [world.client(ann), world.client(bob)]
    const id = newTaskId()
    await owner.push(create(owner, id))
    const [there] = await stranger.push(retitle(stranger, id, 'Mine'))
    const [absent] = await stranger.push(retitle(stranger, newTaskId(), 'Mine'))
    expect(there).toMatchObject({ status: 'rejected', code: 'task-not-found' })
    expect({ ...there, id: 0 }).toEqual({ ...absent, id: 0 })
    expect(await record.task(id)).toMatchObject({ title: 'Dig' })
  })
})

describe('a mutation in a batch', () => {
  test('sees what those before it did, rows and questions alike', async () => {
    const project = await world.project(ann.userId, [bob.userId, 'editor'])
    const client = world.client(ann)
    const id = newTaskId()
    const results = await client.push(
      client.intend('create-task', { id, title: 'Dig', projectId: project }),
      client.intend('assign-task', { id, assignedTo: { base: null, value: bob.userId } }),
      client.intend('remove-member', { projectId: project, userId: bob.userId }),
      client.intend('assign-task', { id, assignedTo: { base: null, value: bob.userId } }),
    )
    expect(results).toMatchObject([
      { status: 'applied' },
      { status: 'applied' },
      { status: 'applied' },
      { status: 'rejected', code: 'assignee-not-member' },
    ])
    expect(await record.task(id)).toMatchObject({ assignedTo: null })
  })

  test('may work in a project that the batch makes', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const projectId = ProjectId.parse(crypto.randomUUID())
    const results = await client.push(
      client.intend('create-project', { id: projectId, name: 'Yard' }),
      client.intend('create-task', { id, title: 'Dig', projectId }),
      client.intend('edit-project', { id: projectId, name: { base: 'Yard', value: 'Garden' } }),
    )
    expect(results).toMatchObject(
      results.map(() => ({ status: 'applied', at: { [projectBucket(projectId)]: 1 } })),
    )
  })

  test('[P8] names only buckets that its own rows touched and that the person may see', async () => {
    const project = await world.project(ann.userId, [bob.userId, 'editor'])
    const client = world.client(bob)
    const id = newTaskId()
    const results = await client.push(
      create(client, id),
      client.intend('assign-task', { id, assignedTo: { base: null, value: ann.userId } }),
      client.intend('remove-member', { projectId: project, userId: bob.userId }),
    )
    const own = userBucket(bob.userId)
    expect(results.map((result) => result.status === 'applied' && Object.keys(result.at))).toEqual([
      [own],
      [own],
      [own],
    ])
  })
})
