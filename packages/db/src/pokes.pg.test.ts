import type { Bucket } from '@holdfast/domain'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openPokes, type Poked, type Pokes } from './pokes.ts'
import { type TestDatabase, testDatabase } from './testing/index.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

const newBucket = () => `project:${crypto.randomUUID()}` as Bucket

const nextPoke = (pokes: Pokes): Promise<Poked> =>
  new Promise((resolve) => {
    const stop = pokes.onPoke((poked) => {
      stop()
      resolve(poked)
    })
  })

test('reach other processes together, and the sender’s own at once and once', async () => {
  await using sender = await openPokes({ url: t.url })
  await using receiver = await openPokes({ url: t.url })
  const [one, two, last] = [newBucket(), newBucket(), newBucket()]
  const own: Poked[] = []
  sender.onPoke((poked) => own.push(poked))
  const heard = nextPoke(receiver)
  sender.poke([one])
  sender.poke([two, one])
  expect(own).toEqual([new Set([one]), new Set([two, one])])
  expect(await heard).toEqual(new Set([one, two]))
  // What the sender hears of the receiver comes after what it would have heard of itself.
  const answer = nextPoke(sender)
  receiver.poke([last])
  expect(await answer).toEqual(new Set([last]))
  expect(own).toHaveLength(3)
})

test('after a lost connection all may have been missed, and what waited is sent', async () => {
  const lost: Error[] = []
  await using pokes = await openPokes({ url: t.url, onConnectionLost: (error) => lost.push(error) })
  const all = nextPoke(pokes)
  await t.database.read((reader) =>
    reader.rows({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'holdfast-pokes' AND datname = current_database()`,
    }),
  )
  expect(await all).toBe('all')
  expect(lost.length).toBeGreaterThan(0)
  const bucket = newBucket()
  const heard = nextPoke(pokes)
  pokes.poke([bucket])
  expect(await heard).toEqual(new Set([bucket]))
})

test('a poke sent just before closing is not lost, nor its connection', async () => {
  await using receiver = await openPokes({ url: t.url })
  const lost: Error[] = []
  const onConnectionLost = (error: Error) => lost.push(error)
  const sender = await openPokes({ url: t.url, onConnectionLost })
  const bucket = newBucket()
  const heard = nextPoke(receiver)
  sender.poke([bucket])
  await sender.close()
  expect(await heard).toEqual(new Set([bucket]))
  expect(lost).toEqual([])
})

const within = { timeout: 10_000 }

describe('nothing is sent', () => {
  const listening = () =>
    t.database.read((reader) =>
      reader.rows({
        text: `SELECT FROM pg_stat_activity
               WHERE application_name = 'holdfast-pokes' AND datname = current_database()`,
      }),
    )
  /** Pokes until it has been looked who else listens, and that is known. */
  const looked = async (pokes: Pokes) => {
    const query = vi.spyOn(Client.prototype, 'query')
    pokes.poke([newBucket()])
    await vi.waitUntil(() => query.mock.results.length > 0, within)
    await query.mock.results[0]?.value
    query.mockRestore()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const countSent = () => {
    const query = vi.spyOn(Client.prototype, 'query')
    return () => query.mock.calls.filter(([asked]) => Object(asked).name === 'poke').length
  }
  afterEach(() => vi.restoreAllMocks())

  test('while nobody else listens', async () => {
    await vi.waitUntil(async () => (await listening()).length === 0, within)
    const pokes = await openPokes({ url: t.url })
    await looked(pokes)
    const sent = countSent()
    pokes.poke([newBucket()])
    await pokes.close()
    expect(sent()).toBe(0)
  })

  test('only until somebody does', async () => {
    await vi.waitUntil(async () => (await listening()).length === 0, within)
    await using sender = await openPokes({ url: t.url })
    await looked(sender)
    await using receiver = await openPokes({ url: t.url })
    const came: Poked[] = []
    receiver.onPoke((poked) => came.push(poked))
    const bucket = newBucket()
    await vi.waitUntil(() => {
      sender.poke([bucket])
      return came.length > 0
    }, within)
    expect(came[0]).toEqual(new Set([bucket]))
  })
})
