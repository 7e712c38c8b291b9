import { setTimeout as delay } from 'node:timers/promises'
import type { TestDatabase } from '@holdfast/db/testing'
import type { DomainEvent } from '@holdfast/domain'
import { Client } from 'pg'
import { describe, expect, test, vi } from 'vitest'
import type { ChangeFeed } from './port.ts'

/** A database with feeds on it, each as if of another process; gone when disposed. */
export interface FeedsInTest extends AsyncDisposable {
  test: TestDatabase
  open(onError?: (error: unknown) => void): ChangeFeed
}

/** Keeps what a feed carries. */
class Carried {
  readonly pages: DomainEvent[][] = []
  readonly carry = async (events: readonly DomainEvent[]): Promise<void> => {
    this.pages.push([...events])
  }
  get ids(): string[] {
    return this.pages.flat().map(({ id }) => id)
  }
}

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 25_000, interval: 20 })

const connect = async ({ url }: TestDatabase) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}

const enter = async (client: Client, entityId: string = crypto.randomUUID()): Promise<string> => {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO audit.activity_log (entity_type, entity_id, action, metadata)
     VALUES ('task', $1, 'edited', $2) RETURNING id`,
    [entityId, { before: { title: 'a', tags: [] }, after: { title: 'b', tags: ['c'] } }],
  )
  return rows[0]?.id ?? ''
}

const entered = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM audit.activity_log ORDER BY version',
  )
  return rows.map(({ id }) => id)
}

const chance = (most: number): Promise<void> => delay(Math.random() * most)

const write = async (test: TestDatabase, transactions: number): Promise<void> => {
  await using connection = await connect(test)
  const { client } = connection
  for (let i = 0; i < transactions; i++) {
    await client.query('BEGIN')
    for (let entries = 0; entries < 1 + (i % 3); entries++) {
      await enter(client)
      await chance(15)
    }
    await client.query(i % 7 === 6 ? 'ROLLBACK' : 'COMMIT')
  }
}

/**
 * Waits until a feed follows: what is written from now on it has no second way to hear of. What it
 * found when it began may come twice, along the stream as well.
 * @returns keeps of some ids those that were entered later
 */
const untilFollowed = async (client: Client, carried: Carried) => {
  const early = new Set<string>()
  // The reading of what is there may bring some of these too, each by a look of its own.
  for (let nth = 0; nth < 5; nth++) {
    const id = await enter(client)
    early.add(id)
    await until(() => expect(carried.ids).toContain(id))
  }
  return (ids: readonly string[]): string[] => ids.filter((id) => !early.has(id)).sort()
}

/** Cuts every connection that follows the feed of a database. */
const cutFeeds = (client: Client) =>
  client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'holdfast-feed%' AND datname = current_database()`,
  )

/** What every adapter of the change feed does. */
export const changeFeedContract = (name: string, make: () => Promise<FeedsInTest>): void => {
  describe(`change feed: ${name}`, () => {
    test('tells what was done to what, and the names of its fields without a value', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const carried = new Carried()
      await using _ = feeds.open().follow(carried.carry)
      const entityId = crypto.randomUUID()
      const id = await enter(connection.client, entityId)
      await until(() => expect(carried.ids).toEqual([id]))
      const [event] = carried.pages.flat()
      const { version, ...rest } = event ?? { version: 0 }
      expect(version).toBeGreaterThan(0)
      expect(rest).toEqual({
        id,
        entity: 'task',
        entityId,
        action: 'edited',
        fields: expect.toSatisfy((fields: string[]) => fields.sort().join() === 'tags,title'),
      })
    })

    test('skips nothing of eight writers with open transactions, and tells each once', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const carried = new Carried()
      await using _ = feeds.open().follow(carried.carry)
      const later = await untilFollowed(connection.client, carried)
      await Promise.all(Array.from({ length: 8 }, () => write(feeds.test, 25)))
      const all = later(await entered(connection.client))
      expect(all.length).toBeGreaterThan(300)
      await until(() => expect(later(carried.ids).length).toBeGreaterThanOrEqual(all.length))
      expect(later(carried.ids)).toEqual(all)
      for (const page of carried.pages) {
        const versions = page.map(({ version }) => version)
        expect(versions).toEqual([...versions].sort((a, b) => a - b))
      }
    })

    test('orders two transactions on one task by version, though they ended in the other order', async () => {
      await using feeds = await make()
      await using first = await connect(feeds.test)
      await using second = await connect(feeds.test)
      const task = crypto.randomUUID()
      const carried = new Carried()
      await using _ = feeds.open().follow(carried.carry)
      await first.client.query('BEGIN')
      await enter(first.client)
      await second.client.query('BEGIN')
      const earlier = await enter(second.client, task)
      await second.client.query('COMMIT')
      const later = await enter(first.client, task)
      await first.client.query('COMMIT')
      await until(() => expect(carried.ids).toContain(later))
      const ofTask = carried.pages.flat().filter(({ entityId }) => entityId === task)
      expect(ofTask.slice(0, 2).map(({ id }) => id)).toEqual([earlier, later])
      expect(ofTask[0]?.version).toBeLessThan(ofTask[1]?.version ?? 0)
    })

    test('goes on after a restart with what was not carried', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const before = new Carried()
      const first = await enter(connection.client)
      const feed = feeds.open().follow(before.carry)
      await until(() => expect(before.ids).toEqual([first]))
      await feed[Symbol.asyncDispose]()
      const second = await enter(connection.client)
      const after = new Carried()
      await using _ = feeds.open().follow(after.carry)
      await until(() => expect(after.ids).toContain(second))
      const third = await enter(connection.client)
      await until(() => expect(after.ids).toContain(third))
      expect(after.ids.filter((id) => id !== first)).toEqual([second, third])
      expect(before.ids).toEqual([first])
    })

    test('tells again what could not be carried, and nothing later before it', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const errors: unknown[] = []
      const carried = new Carried()
      let refusals = 3
      const refusing = async (events: readonly DomainEvent[]) => {
        if (refusals-- > 0) throw new Error('no bus')
        await carried.carry(events)
      }
      await using _ = feeds.open((error) => errors.push(error)).follow(refusing)
      const first = await enter(connection.client)
      await until(() => expect(errors.length).toBeGreaterThan(0))
      const second = await enter(connection.client)
      await until(() => expect(new Set(carried.ids)).toEqual(new Set([first, second])))
      expect(carried.ids[0]).toBe(first)
      expect(errors).toHaveLength(3)
    })

    test('is carried by one process at a time; another takes over, and nothing is skipped', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const carried = new Carried()
      await using _ = feeds.open().follow(carried.carry)
      await using __ = feeds.open().follow(carried.carry)
      const later = await untilFollowed(connection.client, carried)
      await write(feeds.test, 20)
      const once = later(await entered(connection.client))
      await until(() => expect(later(carried.ids).length).toBeGreaterThanOrEqual(once.length))
      expect(later(carried.ids)).toEqual(once)
      for (let cuts = 0; cuts < 3; cuts++) {
        const writing = write(feeds.test, 10)
        await cutFeeds(connection.client)
        await writing
      }
      const all = await entered(connection.client)
      await until(() => expect(new Set(carried.ids)).toEqual(new Set(all)))
    })

    test('goes on in a database that was loaded from a dump, whose transactions count anew', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const { client } = connection
      const before = new Carried()
      const old = await enter(client)
      const feed = feeds.open().follow(before.carry)
      await until(() => expect(before.ids).toEqual([old]))
      await feed[Symbol.asyncDispose]()
      const left = await enter(client)
      // As a dump brings them: rows and position with the numbers of the cluster that it was made of.
      await client.query(
        'UPDATE audit.activity_log SET xid = (xid::text::bigint + 1000000)::text::xid8',
      )
      await client.query(
        'UPDATE ops.feed_positions SET xid = (xid::text::bigint + 1000000)::text::xid8',
      )
      await client.query('UPDATE sync.epoch SET restores = restores + 1')
      const fresh = await enter(client)
      const after = new Carried()
      await using _ = feeds.open().follow(after.carry)
      await until(() => expect(after.ids.filter((id) => id !== old)).toEqual([left, fresh]))
      const last = await enter(client)
      await until(() => expect(after.ids.at(-1)).toBe(last))
    })

    test('says how many are not carried, and how old the oldest is', async () => {
      await using feeds = await make()
      await using connection = await connect(feeds.test)
      const feed = feeds.open()
      expect(await feed.lag()).toEqual({ events: 0, oldest: 0 })
      const held = Promise.withResolvers<void>()
      await using _ = feed.follow(() => held.promise)
      await enter(connection.client)
      await enter(connection.client)
      await until(async () => expect((await feed.lag()).events).toBe(2))
      expect((await feed.lag()).oldest).toBeGreaterThan(0)
      held.resolve()
      await until(async () => expect(await feed.lag()).toEqual({ events: 0, oldest: 0 }))
    })
  })
}
