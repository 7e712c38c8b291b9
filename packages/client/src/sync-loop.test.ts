import { type ClientId, isoDate, userBucket } from '@holdfast/domain'
import { StorageError, type Store } from '@holdfast/sync'
import { ModelServer, nthTask, nthUser, taskRow, userRow } from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Link, LinkStatus } from './status.ts'
import { openMemoryStore } from './store/memory.ts'
import { SyncLoop } from './sync-loop.ts'
import { FakeClock, flush, until } from './testing/fake-clock.ts'
import { ModelLink, ModelSession } from './testing/model-link.ts'

const ada = nthUser(1)
const bob = nthUser(2)
let clock: FakeClock
let server: ModelServer
let link: ModelLink
let session: ModelSession
let store: Store
let loop: SyncLoop
let told: LinkStatus[]
let clients = 0
let drafts = 0

const now = () => isoDate(new Date(clock.now()))

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer({ now, pageRows: 10 })
  server.put(userRow(ada), userRow(bob, 'Bob'))
  link = new ModelLink(server, ada)
  session = new ModelSession()
  store = openMemoryStore({ userId: ada, newClientId: () => 'first' as ClientId })
  told = []
  loop = new SyncLoop({
    store,
    transport: link,
    session,
    clock,
    newClientId: () => `fresh-${++clients}` as ClientId,
    committed: () => undefined,
    doubted: () => undefined,
    linkChanged: (status) => told.push(status),
  })
})

const create = async (n: number, title = `Task ${n}`): Promise<void> => {
  const args = { id: nthTask(n), title }
  const draft = { draftId: `d${++drafts}`, name: 'create-task', version: 1, args, at: now() }
  await store.commit([{ type: 'draft', draft }])
  loop.wake()
}

const outbox = async () => (await store.outbox()).entries
const isLinked = (wanted: Link) => () => loop.link.link === wanted
const titles = () =>
  server.record
    .rowsIn(`user:${ada}` as never)
    .flatMap((row) => (row.kind === 'task' ? [row.row.title] : []))
const drained = async () => {
  await until(isLinked('online'))
  for (let i = 0; i < 50 && (await outbox()).length > 0; i++) await flush()
  expect(await outbox()).toEqual([])
}

describe('an old version', () => {
  test('[P11] an old version keeps everything and stops sending', async () => {
    link.push = async () => ({ status: 'upgrade-required', protocol: 99 })
    await create(1)
    void loop.run()
    await until(isLinked('upgrade-required'))
    await clock.advance(600_000)
    expect(await outbox()).toHaveLength(1)
    expect(loop.link.nextTryAt).toBeNull()
  })
})

describe('a server that takes less at once', () => {
  const creates = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => create(i + 1)))

  test('[P12] a batch that is too large is halved until it fits', async () => {
    link.mostLength = 1_000
    await creates(40)
    void loop.run()
    await drained()
    expect(titles()).toHaveLength(40)
    expect(server.ran).toHaveLength(40)
  })

  test('[P12] one that is too large alone is refused here, and the others go on', async () => {
    link.mostLength = 500
    await create(1)
    await create(2, 'Too long. '.repeat(40))
    await create(3)
    void loop.run()
    await until(isLinked('online'))
    await until(() => titles().length === 2)
    expect(titles().sort()).toEqual(['Task 1', 'Task 3'])
    expect(server.ran).toEqual(['first:1', 'first:2', 'first:3'])
    for (let i = 0; i < 50 && (await outbox()).length > 1; i++) await flush()
    const [refused, ...rest] = await outbox()
    expect(rest).toEqual([])
    expect(refused).toMatchObject({
      name: 'create-task',
      settlement: { status: 'rejected', code: 'too-large' },
    })
    // The server knows its number: neither trying again nor giving up needs another client.
    await store.commit([{ type: 'retry', id: 2 }])
    link.mostLength = 100_000
    loop.wake()
    await drained()
    expect(titles()).toHaveLength(3)
    expect((await store.outbox()).meta.clientId).toBe('first')
  })

  test('[P12] what is refused before the server ever answered leaves no hole behind', async () => {
    link.mostLength = 300
    await create(1, 'Too long. '.repeat(40))
    void loop.run()
    await until(() => server.ran.length === 1)
    expect(server.ran).toEqual(['first:1'])
    await store.commit([{ type: 'discard', id: 1 }])
    await create(2)
    await drained()
    expect(titles()).toEqual(['Task 2'])
  })

  test('[P12] where not even a noop fits it waits like after any failure', async () => {
    link.mostLength = 10
    await create(1)
    void loop.run()
    await until(() => told.some((status) => status.link === 'offline'))
    expect(link.pushes).toBe(2)
    link.mostLength = 100_000
    await create(2)
    loop.syncNow()
    await until(isLinked('online'))
    await until(() => titles().length === 1)
    expect(titles()).toEqual(['Task 2'])
  })
})

describe('the link', () => {
  test('polls while the socket cannot be had, and stops when it can', async () => {
    const { connect } = link
    link.connect = (events) => {
      queueMicrotask(() => events.closed(1006))
      return { send: () => undefined, close: () => undefined }
    }
    void loop.run()
    await until(isLinked('online'))
    const { pulls } = link
    await clock.advance(60_000)
    expect(link.pulls - pulls).toBeGreaterThan(3)
    expect(link.pulls - pulls).toBeLessThan(30)
    link.connect = connect.bind(link)
    await clock.advance(20_000)
    expect(link.openSockets).toBe(1)
    const settled = link.pulls
    await clock.advance(60_000)
    expect(link.pulls).toBe(settled)
  })

  test('[K1] new work does not wait out a long back-off', async () => {
    link.isUp = false
    void loop.run()
    await clock.advance(120_000)
    link.heal()
    await create(1)
    await clock.advance(1_000)
    await drained()
  })

  test.each(['which says nothing', 'which goes on to say what is new'])(
    '[K1] a disk that is full does not have the server asked over and over, %s',
    async (live) => {
      void loop.run()
      await drained()
      await until(() => link.openSockets === 1)
      const commit = store.commit.bind(store)
      store.commit = async () => {
        throw new StorageError('quota', null)
      }
      const { pulls } = link
      for (let n = 1; n <= 60; n++) {
        if (n === 1 || live !== 'which says nothing') server.put(taskRow(nthTask(n), ada, {}))
        await clock.advance(1_000)
      }
      expect(link.pulls - pulls).toBeLessThan(15)
      store.commit = commit
      await clock.advance(10_000)
      const { meta } = await store.outbox()
      expect(meta.positions[userBucket(ada)]).toBe(server.record.position(userBucket(ada)))
      await clock.advance(10_000)
      expect(link.openSockets).toBe(1)
    },
  )

  test('[F2] a missed frame is pulled', async () => {
    void loop.run()
    await drained()
    await until(() => link.openSockets === 1)
    await flush()
    link.isFrozen = true
    await create(1)
    await flush()
    link.isFrozen = false
    const { pulls } = link
    await create(2)
    await drained()
    expect(link.pulls).toBeGreaterThan(pulls)
  })

  test('[F3] a frame too large is pulled instead, within 2 s', async () => {
    void loop.run()
    await until(() => link.openSockets === 1)
    await drained()
    const { pulls } = link
    link.announce({ type: 'pull', epoch: server.epoch, bucket: userBucket(ada), to: 99 })
    await flush()
    expect(link.pulls).toBe(pulls)
    await clock.advance(2_000)
    expect(link.pulls).toBe(pulls + 1)
  })

  test('[F3] however many come meanwhile', async () => {
    void loop.run()
    await until(() => link.openSockets === 1)
    await drained()
    const { pulls } = link
    for (let n = 0; n < 20; n++) {
      link.announce({ type: 'pull', epoch: server.epoch, bucket: userBucket(ada), to: 99 })
      await clock.advance(100)
    }
    expect(link.pulls).toBeGreaterThan(pulls)
  })

  test('[F5] asks after a silence, and keeps a connection that answers', async () => {
    void loop.run()
    await until(() => link.openSockets === 1)
    await drained()
    await clock.advance(100_000)
    expect(link.heard.map(({ type }) => type)).toEqual(['hello', 'ping', 'ping', 'ping'])
    expect(link.openSockets).toBe(1)
  })

  test('[F6] a wanted token is sent on the open socket, and is a fresh one', async () => {
    void loop.run()
    await until(() => link.openSockets === 1)
    await drained()
    link.announce({ type: 'token-wanted' })
    await until(() => link.heard.length === 2)
    expect(link.heard[0]).toMatchObject({ type: 'hello', token: 'token 0' })
    expect(link.heard[1]).toEqual({ type: 'token', token: 'token 1' })
    expect(link.openSockets).toBe(1)
  })

  test('says nothing of having been acknowledged before it was', async () => {
    link.isUp = false
    void loop.run()
    await until(isLinked('offline'))
    loop.wake()
    await clock.advance(5_000)
    expect(told.every(({ lastAcknowledgedAt }) => lastAcknowledgedAt === null)).toBe(true)
  })

  test('stops when told to, and leaves no timer or socket behind', async () => {
    const run = loop.run()
    await until(() => link.openSockets === 1)
    loop.stop()
    await run
    expect(link.openSockets).toBe(0)
    const { pulls } = link
    await clock.advance(120_000)
    expect(link.pulls).toBe(pulls)
  })
})
