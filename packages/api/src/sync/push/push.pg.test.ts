import { readRows, sqlState, type Transaction } from '@holdfast/db'
import {
  ProjectId,
  projectBucket,
  rowKey,
  type Task,
  type TaskId,
  userBucket,
} from '@holdfast/domain'
import { MAX_PUSH, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import {
  newTaskId,
  openSyncWorld,
  type PushingClient,
  type SyncWorld,
} from '../testing/sync-world.ts'
import { acceptPush } from './accept-push.ts'

let world: SyncWorld
let ann: Caller
let bob: Caller
beforeAll(async () => {
  world = await openSyncWorld()
  ann = await world.person('Ann')
  bob = await world.person('Bob')
})
afterAll(() => world[Symbol.asyncDispose]())

const read = <T extends Record<string, unknown>>(
  text: string,
  ...values: unknown[]
): Promise<T[]> => world.test.database.read((reader) => reader.rows<T>({ text, values }))

const taskOf = async (id: TaskId): Promise<Task | undefined> => {
  const [row] = await world.test.database.read((reader) => readRows(reader, [rowKey('task', id)]))
  return row?.kind === 'task' ? row.row : undefined
}
const auditOf = (id: string) =>
  read<{ action: string }>(
    'SELECT action FROM audit.activity_log WHERE entity_id = $1 ORDER BY version',
    id,
  )
const head = async (bucket: string): Promise<number> =>
  (await read<{ n: number }>('SELECT n FROM sync.buckets WHERE id = $1', bucket))[0]?.n ?? 0

const create = (client: PushingClient, id: TaskId, title = 'Dig') =>
  client.intend('create-task', { id, title })
const retitle = (client: PushingClient, id: TaskId, title: string) =>
  client.intend('edit-task', { id, title: { base: 'Dig', value: title } })

describe('a push', () => {
  test('[P8] applies mutations in order and says where their effect is to be seen', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const before = await head(userBucket(ann.userId))
    const results = await client.push(create(client, id), retitle(client, id, 'Rest'))
    const at = { [userBucket(ann.userId)]: before + 1 }
    expect(results).toEqual([
      { id: 1, status: 'applied', at },
      { id: 2, status: 'applied', at },
    ])
    expect(await taskOf(id)).toMatchObject({ title: 'Rest', createdBy: ann.userId })
    expect(await auditOf(id)).toEqual([{ action: 'created' }, { action: 'edited' }])
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
    const before = await head(userBucket(ann.userId))
    expect(await client.push(...batch)).toEqual(first)
    expect(first.map(({ status }) => status)).toEqual(['applied', 'applied', 'rejected'])
    expect(await head(userBucket(ann.userId))).toBe(before)
    expect(await auditOf(id)).toHaveLength(2)
  })

  test('[P3] that repeats some and goes on applies only the rest', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const first = create(client, id)
    await client.push(first)
    const results = await client.push(first, retitle(client, id, 'Rest'))
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied'])
    expect(await auditOf(id)).toHaveLength(2)
  })

  test('[P4] under a known id with another intent is told so, and nothing behind it is applied', async () => {
    const client = world.client(ann)
    const [one, other] = [newTaskId(), newTaskId()]
    await client.push(create(client, one))
    const clone = { ...create(client, other), id: 1 }
    const behind = { ...create(client, other), id: 2 }
    expect(await client.push(clone, behind)).toEqual([{ id: 1, status: 'reused' }])
    expect(await taskOf(other)).toBeUndefined()
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
    expect(await auditOf(id)).toHaveLength(1)
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
    expect(await taskOf(id)).toBeUndefined()
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

  test('remembers the session that sent it', async () => {
    const client = world.client(ann)
    await client.push(client.intend('noop', {}))
    const [row] = await read(
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
    expect(await taskOf(refused)).toBeUndefined()
    expect(await taskOf(after)).toBeDefined()
    expect(await auditOf(refused)).toEqual([])
    expect(await read('SELECT id FROM sync.change_log WHERE id = $1', refused)).toEqual([])
  })

  test('[P6] may be one that this server does not know, or with arguments that make no sense', async () => {
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
    expect(await taskOf(id)).toMatchObject({ title: 'Dig' })
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
    expect(await taskOf(id)).toMatchObject({ assignedTo: null })
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
    for (const id of ids) expect((await taskOf(id))?.tags).toHaveLength(3 * rounds)
    expect(world.logged.slice(retriesBefore)).toEqual([])
    const [audit] = await read<{ n: number }>(
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
    expect(await auditOf(id)).toEqual([{ action: 'created' }])
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
      expect(await taskOf(id)).toMatchObject({ assignedTo: null })
    }
  })

  test('[P3] of one device that send the same batch at once apply it once', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const batch = [create(client, id), retitle(client, id, 'Rest')]
    const [one, other] = await Promise.all([client.push(...batch), client.push(...batch)])
    expect(one).toEqual(other)
    expect(await auditOf(id)).toHaveLength(2)
  })
})

describe('a full batch', () => {
  test(`of ${MAX_PUSH} mutations is one commit`, async () => {
    const client = world.client(ann)
    const before = await head(userBucket(ann.userId))
    const batch = Array.from({ length: MAX_PUSH }, () => create(client, newTaskId()))
    const results = await client.push(...batch)
    expect(results).toHaveLength(MAX_PUSH)
    expect(await head(userBucket(ann.userId))).toBe(before + 1)
  })
})

describe('when the database fails', () => {
  /** Has the next transactions meet `fail` just before they would end. */
  const failing = async (times: number, fail: (tx: Transaction) => Promise<unknown>) => {
    const { database } = world.test
    let left = times
    const db: typeof database = Object.create(database, {
      transact: {
        value: <T>(work: (tx: Transaction) => Promise<T>) =>
          database.transact(async (tx) => {
            const result = await work(tx)
            if (left-- > 0) await fail(tx)
            return result
          }),
      },
    })
    return { ...world.services, db }
  }
  const batchOf = (client: PushingClient, ...ids: TaskId[]) => ({
    protocol: PROTOCOL,
    epoch: null,
    clientId: client.id,
    mutations: ids.map((id) => create(client, id)),
  })
  const backend = 'SELECT pg_terminate_backend(pg_backend_pid())'

  test('[S1] before the commit, the batch is tried again and applied once', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const services = await failing(2, (tx) => tx.rows({ text: backend }))
    const reply = await acceptPush(services, ann, batchOf(client, id))
    expect(reply).toMatchObject({ status: 'done', results: [{ status: 'applied' }] })
    expect(await auditOf(id)).toHaveLength(1)
  })

  test('[S1] after the commit and before the answer, the device’s second try gets the same answer', async () => {
    const { database } = world.test
    const client = world.client(ann)
    const id = newTaskId()
    let cut = true
    const db: typeof database = Object.create(database, {
      transact: {
        value: async <T>(work: (tx: Transaction) => Promise<T>) => {
          const result = await database.transact(work)
          if (cut) {
            cut = false
            throw Object.assign(new Error('Connection terminated unexpectedly'), { code: '08006' })
          }
          return result
        },
      },
    })
    const reply = await acceptPush({ ...world.services, db }, ann, batchOf(client, id))
    expect(reply).toMatchObject({ results: [{ id: 1, status: 'applied' }] })
    expect(await auditOf(id)).toHaveLength(1)
    expect(await head(userBucket(ann.userId))).toBe(
      Object.values((reply as { results: { at: object }[] }).results[0]?.at ?? {})[0],
    )
  })

  test('[S1] for too long, the push ends as busy and nothing was applied', async () => {
    const client = world.client(ann)
    const id = newTaskId()
    const services = await failing(Number.POSITIVE_INFINITY, (tx) => tx.rows({ text: backend }))
    await expect(acceptPush(services, ann, batchOf(client, id))).rejects.toMatchObject({
      code: 'busy',
    })
    expect(await taskOf(id)).toBeUndefined()
  })

  test('[S1] a deadlock is broken and both get through', async () => {
    const [low, high] = [newTaskId(), newTaskId()].sort() as [TaskId, TaskId]
    const client = world.client(ann)
    await client.push(create(client, low), create(client, high))
    const lock = (tx: Transaction, id: TaskId) =>
      tx.rows({ text: 'SELECT FROM tasks.tasks WHERE id = $1 FOR UPDATE', values: [id] })
    const waiting = `SELECT count(*) AS n FROM pg_locks
                     WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`
    const wasRetried = () =>
      world.logged.some(
        ({ fields }) =>
          'err' in fields && fields.err instanceof Error && sqlState(fields.err) === '40P01',
      )
    // PostgreSQL picks the victim: until it was ours.
    for (let round = 0; !wasRetried(); round++) {
      let holding: () => void
      const held = new Promise<void>((resolve) => {
        holding = resolve
      })
      // Takes the rows the wrong way round, which no code of ours does.
      const wrong = world.test.database.transact(async (tx) => {
        await lock(tx, high)
        holding()
        while ((await tx.rows<{ n: number }>({ text: waiting }))[0]?.n === 0);
        await lock(tx, low)
      })
      await held
      const title = `Round ${round}`
      const pushed = client.push(retitle(client, low, title), retitle(client, high, title))
      await wrong.catch((error: unknown) => expect(sqlState(error)).toBe('40P01'))
      expect((await pushed).map(({ status }) => status)).toEqual(['applied', 'applied'])
      expect((await taskOf(low))?.title).toBe(title)
    }
  })

  test('[P7] on one mutation for a reason nobody knows, that one alone is failed', async () => {
    const client = world.client(ann)
    const ids = [newTaskId(), newTaskId(), newTaskId()]
    await world.test.database.transact((tx) =>
      tx.rows({
        text: `ALTER TABLE tasks.tasks ADD CONSTRAINT planted CHECK (title <> 'planted fault')`,
      }),
    )
    const mutations = ids.map((id, i) => create(client, id, i === 1 ? 'planted fault' : 'Dig'))
    const results = await client.push(...mutations)
    expect(results).toMatchObject([
      { status: 'applied' },
      { status: 'failed', supportId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { status: 'applied' },
    ])
    const failed = results[1]
    expect(world.logged).toContainEqual({
      level: 'error',
      fields: expect.objectContaining({
        supportId: failed?.status === 'failed' ? failed.supportId : '',
      }),
    })
    expect(await client.push(...mutations)).toEqual(results)
    expect(await taskOf(ids[1] as TaskId)).toBeUndefined()
    await world.test.database.transact((tx) =>
      tx.rows({ text: 'ALTER TABLE tasks.tasks DROP CONSTRAINT planted' }),
    )
  })
})
