import { insertTask } from '@holdfast/db/testing'
import { type Bucket, type ProjectId, projectBucket, userBucket } from '@holdfast/domain'
import { CloseCode, type Position, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Caller } from '../../context.ts'
import { HoldingDevice } from '../testing/holding-device.ts'
import type { LiveClient } from '../testing/live-client.ts'
import { type LiveProcess, type LiveWorld, openLiveWorld } from '../testing/live-world.ts'
import { newTaskId } from '../testing/sync-world.ts'

let world: LiveWorld
let server: LiveProcess
let ann: Caller
beforeAll(async () => {
  world = await openLiveWorld()
  server = await world.process()
  ann = await world.person('Ann')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const followed = (caller: Caller) => world.follow(caller, server)

describe('hello', () => {
  test('[F1] of a device that is up to date names nothing to pull, and frames follow', async () => {
    const { device, socket, behind } = await followed(ann)
    expect(behind).toEqual([])
    const id = newTaskId()
    const result = await world.client(ann).do('create-task', { id, title: 'Dig' })
    const bucket = userBucket(ann.userId)
    await socket.until(() => socket.framesOf(bucket).length === 1)
    const [frame] = socket.framesOf(bucket)
    expect(frame).toMatchObject({
      epoch: world.test.database.epoch,
      from: device.positions.get(bucket),
      rows: [{ kind: 'task', row: { id, title: 'Dig' } }],
      removed: [],
    })
    expect(result).toMatchObject({ at: { [bucket]: frame?.to } })
    socket.socket.close()
  })

  test('[F1] names what is behind, what is new, what is lost and what the record never reached', async () => {
    const carl = await world.person('Carl')
    const [kept, fresh, ahead] = [
      await world.project(carl.userId),
      await world.project(carl.userId),
      await world.project(carl.userId),
    ]
    const lost = await world.project(ann.userId)
    const device = new HoldingDevice(world.services, carl.userId)
    await device.pull()
    await world.client(carl).do('create-task', { id: newTaskId(), title: 'Dig' })
    const positions = device.positionsByBucket
    delete positions[projectBucket(fresh)]
    positions[projectBucket(ahead)] = 1000
    positions[projectBucket(lost)] = 1
    const socket = await server.connect()
    const behind = await socket.greet(await world.token(carl), { positions })
    expect(behind.sort()).toEqual(
      [
        userBucket(carl.userId),
        projectBucket(fresh),
        projectBucket(ahead),
        projectBucket(lost),
      ].sort(),
    )
    expect(behind).not.toContain(projectBucket(kept))
    socket.socket.close()
  })

  test('[F1] of another life of the database has everything pulled', async () => {
    const carl = await world.person('Carl')
    const device = new HoldingDevice(world.services, carl.userId)
    await device.pull()
    const socket = await server.connect()
    const positions = device.positionsByBucket
    const behind = await socket.greet(await world.token(carl), { epoch: 'another', positions })
    expect(behind).toEqual([userBucket(carl.userId)])
    socket.socket.close()
  })

  test('lets nothing fall between what it tells to pull and the first frame', async () => {
    const carl = await world.person('Carl')
    const client = world.client(carl)
    let isDone = false
    const writing = (async () => {
      while (!isDone) await client.do('create-task', { id: newTaskId(), title: 'Dig' })
    })()
    try {
      for (let round = 0; round < 15; round++) {
        const { device, socket, behind } = await followed(carl)
        if (behind.length > 0) await device.pull()
        await socket.until(() => socket.frames.length >= 2)
        const bucket = userBucket(carl.userId)
        const position = device.positions.get(bucket) ?? 0
        const news = socket.framesOf(bucket).filter(({ to }) => to > position)
        expect(news.every(({ from }, i) => from === (news[i - 1]?.to ?? from))).toBe(true)
        expect(Math.min(...socket.framesOf(bucket).map(({ from }) => from))).toBeLessThanOrEqual(
          position,
        )
        socket.socket.close()
      }
    } finally {
      isDone = true
      await writing
    }
  })

  test.each([
    ['no token', 'nonsense', CloseCode.unauthenticated],
    ['an old protocol', null, CloseCode.upgradeRequired],
  ])('[V3] with %s closes the socket', async (_, token, code) => {
    const socket = await server.connect()
    const hello = { type: 'hello', protocol: PROTOCOL, token: '', epoch: null, positions: {} }
    if (token === null) socket.socket.send(JSON.stringify({ ...hello, protocol: 0, extra: true }))
    else socket.send({ ...hello, type: 'hello', token })
    expect(await socket.closed()).toBe(code)
  })

  test('[S11] that does not come within 5 s closes the socket', async () => {
    const socket = await server.connect()
    const started = performance.now()
    expect(await socket.closed()).toBe(CloseCode.helloTimeout)
    expect(performance.now() - started).toBeLessThan(6500)
  })
})

describe('a socket', () => {
  test('[F5] answers a ping', async () => {
    const socket = await server.connect()
    await socket.greet(await world.token(ann))
    await socket.settled()
    socket.socket.close()
  })

  test.each([
    ['no JSON', (socket: LiveClient) => socket.socket.send('{')],
    ['an unknown message', (socket: LiveClient) => socket.socket.send('{"type":"sing"}')],
    ['bytes', (socket: LiveClient) => socket.socket.send(Buffer.from('{"type":"ping"}'))],
    ['a token before hello', (socket: LiveClient) => socket.send({ type: 'token', token: 'x' })],
    [
      'a flood',
      (socket: LiveClient) => {
        for (let i = 0; i < 200; i++) socket.send({ type: 'ping' })
      },
    ],
  ])('[S11] that says %s is closed', async (_, misbehave) => {
    const socket = await server.connect()
    misbehave(socket)
    expect(await socket.closed()).toBe(CloseCode.badMessage)
  })

  test('[S11] that says more than 64 KiB at once after its hello is closed', async () => {
    const socket = await server.connect()
    await socket.greet(await world.token(ann))
    socket.socket.send(JSON.stringify({ type: 'token', token: 'x'.repeat(65 * 1024) }))
    expect(await socket.closed()).toBe(1009)
  })

  test('[S11] may name 5,000 buckets in its hello, and no more than 512 KiB of them', async () => {
    const positions = Object.fromEntries(
      Array.from({ length: 5000 }, () => [projectBucket(crypto.randomUUID() as ProjectId), 1]),
    ) as Record<Bucket, Position>
    const socket = await server.connect()
    const carl = await world.person('Carl')
    const behind = await socket.greet(await world.token(carl), { positions })
    expect(behind).toHaveLength(5001)
    socket.socket.close()
    const talkative = await server.connect()
    talkative.socket.send(JSON.stringify({ type: 'ping', more: 'x'.repeat(512 * 1024) }))
    expect(await talkative.closed()).toBe(1009)
  })

  test('[S11] is turned away while 1,000 others have not said who they are', async () => {
    await using full = await world.process()
    const silent = await Promise.all(Array.from({ length: 1000 }, () => full.connect()))
    await expect(full.connect()).rejects.toThrow('503')
    const token = await world.token(ann)
    await silent[0]?.greet(token)
    const next = await full.connect()
    await next.greet(token)
    for (const { socket } of [...silent, next]) socket.terminate()
  })

  test('[S11] of a page of another origin is refused', async () => {
    await expect(server.connect('https://elsewhere.example')).rejects.toThrow('403')
    await expect(server.connect('null')).rejects.toThrow('403')
  })

  test('[S10] that does not read is closed, and delays no other reader', async () => {
    const carl = await world.person('Carl')
    const project = await world.project(carl.userId)
    const [slow, quick] = [await followed(carl), await followed(carl)]
    slow.socket.socket.pause()
    const description = 'x'.repeat(60_000)
    const bucket = projectBucket(project)
    // What the network takes in itself comes before what the server keeps waiting.
    for (let n = 2; n < 250; n++) {
      await world.test.database.transact((tx) =>
        insertTask(tx, carl.userId, { projectId: project, description }),
      )
      world.pokes.poke([bucket])
      await quick.socket.until(() => quick.socket.framesOf(bucket).length === n - 1)
    }
    slow.socket.socket.resume()
    expect([CloseCode.tooSlow, 1006]).toContain(await slow.socket.closed())
    expect(slow.socket.framesOf(bucket).length).toBeLessThan(248)
    quick.socket.socket.close()
  })
})

describe('a session', () => {
  const revoke = (caller: Caller) =>
    world.test.database.transact((tx) =>
      tx.rows({
        text: 'UPDATE auth.sessions SET revoked_at = now() WHERE id = $1',
        values: [caller.sessionId],
      }),
    )

  test('[S9] that is revoked has its sockets closed, and no other', async () => {
    const carl = await world.person('Carl')
    const [gone, other] = [await followed(carl), await followed(ann)]
    await revoke(carl)
    expect(await gone.socket.closed()).toBe(CloseCode.unauthenticated)
    await other.socket.settled()
    other.socket.socket.close()
  })

  test('[S9] whose token ends is asked for another and goes on with it', async () => {
    const carl = await world.person('Carl')
    const started = world.clock.now
    const { socket } = await followed(carl)
    try {
      world.clock.now = new Date(started.getTime() + 9.5 * 60_000)
      await socket.until(() => socket.heard.some(({ type }) => type === 'token-wanted'))
      socket.send({ type: 'token', token: await world.token(carl) })
      await socket.settled()
      world.clock.now = new Date(started.getTime() + 11 * 60_000)
      await world.client(carl).do('create-task', { id: newTaskId(), title: 'Dig' })
      await socket.until(() => socket.frames.length === 1)
      expect(socket.heard.filter(({ type }) => type === 'token-wanted')).toHaveLength(1)
      socket.socket.close()
    } finally {
      world.clock.now = started
    }
  })

  test('[S9] whose token ended without another has its socket closed', async () => {
    const carl = await world.person('Carl')
    const started = world.clock.now
    const { socket } = await followed(carl)
    try {
      world.clock.now = new Date(started.getTime() + 10 * 60_000)
      expect(await socket.closed()).toBe(CloseCode.unauthenticated)
    } finally {
      world.clock.now = started
    }
  })

  test('[S9] is not taken over by the token of another', async () => {
    const carl = await world.person('Carl')
    const { socket } = await followed(carl)
    socket.send({ type: 'token', token: await world.token(ann) })
    expect(await socket.closed()).toBe(CloseCode.unauthenticated)
  })
})

test('[P10] another life of the database closes every socket, and devices begin anew', async () => {
  await using world = await openLiveWorld()
  await using server = await world.process()
  const ann = await world.person('Ann')
  await world.client(ann).do('create-task', { id: newTaskId(), title: 'Dig' })
  const { device, socket } = await world.follow(ann, server)
  const closed = socket.closed()
  await world.test.database.read(async (reader) => {
    await reader.rows({ text: 'UPDATE sync.epoch SET restores = restores + 1' })
    await reader.rows({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    })
  })
  // The life is looked up by a new connection: have one made while the old one is in use.
  await world.test.database.read(() => world.test.database.read(async () => undefined))
  expect(await closed).toBe(CloseCode.goingAway)
  const { epoch } = world.test.database
  expect(epoch).not.toBe(device.epoch)
  expect(await device.pullOnce()).toEqual({ status: 'new-epoch', epoch, expected: 1 })
  const client = world.client(ann)
  const reply = await client.send([client.intend('noop', {})], device.epoch)
  expect(reply).toEqual({ status: 'new-epoch', epoch, expected: 1 })
  const again = await world.follow(ann, server)
  expect(again.behind).toEqual([])
  again.socket.socket.close()
})

test('a server that stops says goodbye', async () => {
  const process = await world.process()
  const { socket } = await world.follow(ann, process)
  const closed = socket.closed()
  await process[Symbol.asyncDispose]()
  expect(await closed).toBe(CloseCode.goingAway)
})
