import { sqlState, type Transaction } from '@holdfast/db'
import { type TaskId, userBucket } from '@holdfast/domain'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { create, Record, retitle } from '../testing/record.ts'
import {
  newTaskId,
  openSyncWorld,
  type PushingClient,
  type SyncWorld,
} from '../testing/sync-world.ts'
import { acceptPush } from './accept-push.ts'

let world: SyncWorld
let record: Record
let ann: Caller
beforeAll(async () => {
  world = await openSyncWorld()
  record = new Record(world.test.database)
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

describe('when the database fails', () => {
  /** Has the next transactions meet `fail` just before they would write and commit. */
  const failing = async (times: number, fail: (tx: Transaction) => Promise<unknown>) => {
    const { database } = world.test
    let left = times
    const db: typeof database = Object.create(database, {
      transact: {
        value: <T>(work: (tx: Transaction) => Promise<T>) =>
          database.transact((tx) =>
            work({
              db: tx.db,
              rows: (statement) => tx.rows(statement),
              commit: async (last) => {
                if (left-- > 0) await fail(tx)
                return tx.commit(last)
              },
            }),
          ),
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
    expect(await record.audit(id)).toHaveLength(1)
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
    expect(await record.audit(id)).toHaveLength(1)
    expect(await record.head(userBucket(ann.userId))).toBe(
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
    expect(await record.task(id)).toBeUndefined()
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
      expect((await record.task(low))?.title).toBe(title)
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
    expect(await record.task(ids[1] as TaskId)).toBeUndefined()
    await world.test.database.transact((tx) =>
      tx.rows({ text: 'ALTER TABLE tasks.tasks DROP CONSTRAINT planted' }),
    )
  })
})
