import type { ClientId } from '@holdfast/domain'
import { PROTOCOL } from '@holdfast/sync'
import { nthTask } from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { MemoryDisk } from './store/memory.ts'
import { flush, until } from './testing/fake-clock.ts'
import { ada, bob, LoopWorld } from './testing/loop-world.ts'

let world: LoopWorld

beforeEach(() => {
  world = new LoopWorld()
})

/** Makes tasks and waits until their effect has come back. */
const make = async (...numbers: number[]): Promise<void> => {
  for (const n of numbers) await world.create(n)
  await world.drained()
}

const pushAs = (userId: typeof ada, n: number, title: string) =>
  world.server.push(userId, {
    protocol: PROTOCOL,
    epoch: null,
    clientId: 'first' as ClientId,
    mutations: [
      {
        id: n,
        draftId: `elsewhere-${n}`,
        name: 'create-task',
        version: 1,
        args: { id: nthTask(90 + n), title },
        at: world.now(),
      },
    ],
  })

describe('another client', () => {
  test('[P9] a client id that belongs to somebody else is replaced, and the work is sent', async () => {
    pushAs(bob, 1, 'Bob’s')
    await world.create(1)
    void world.loop.run()
    await world.drained()
    expect(world.titles()).toEqual(['Task 1'])
    expect(await world.meta()).toMatchObject({ clientId: 'fresh-1', reissued: { count: 1 } })
  })

  test('[P4] [A4] a rolled-back store starts a new client, nothing pending is lost, and the person is told', async () => {
    pushAs(ada, 1, 'Gone')
    await world.create(1)
    await world.create(2)
    void world.loop.run()
    await world.drained()
    expect(world.titles()).toEqual(['Gone', 'Task 1', 'Task 2'])
    expect(await world.meta()).toMatchObject({ clientId: 'fresh-1', reissued: { count: 2 } })
  })

  test('[P4] of two copies of a store each sends its own work, once', async () => {
    void world.loop.run()
    await make(1)
    world.link.cut()
    await world.create(2)
    const disk = Object.assign(new MemoryDisk(), structuredClone(world.disk))
    const copy = new LoopWorld(world, disk)
    await copy.create(3)
    await world.create(4)
    world.link.heal()
    world.loop.syncNow()
    await world.drained()
    void copy.loop.run()
    await copy.drained()
    expect(world.titles()).toEqual(['Task 1', 'Task 2', 'Task 3', 'Task 4'])
    expect(world.server.ran).toHaveLength(4)
    expect((await world.meta()).clientId).toBe('first')
    expect(await copy.meta()).toMatchObject({ clientId: 'fresh-copy-1', reissued: { count: 1 } })
  })
})

describe('a restore', () => {
  test('[P1] a device that knows no life of the record asks for it before it sends', async () => {
    const epochs: unknown[] = []
    const { push } = world.link
    world.link.push = (request) => {
      epochs.push(request.epoch)
      return push.call(world.link, request)
    }
    await world.create(1)
    void world.loop.run()
    await world.drained()
    expect(epochs).toEqual(['epoch-1'])
  })

  test('[D6] of everything known asks for nothing again', async () => {
    void world.loop.run()
    await make(1)
    world.link.cut()
    await world.create(2)
    world.server.restoreFrom(world.server.backUp(), 'epoch-2')
    world.link.heal()
    world.loop.syncNow()
    await world.drained()
    expect(world.titles()).toEqual(['Task 1', 'Task 2'])
    expect(world.server.ran).toEqual(['first:1', 'first:2'])
    expect((await world.meta()).epoch).toBe('epoch-2')
  })

  test('[A2] to before acknowledged mutations: they are sent again, exactly once', async () => {
    void world.loop.run()
    await make(1)
    const backup = world.server.backUp()
    await make(2, 3)
    world.server.restoreFrom(backup, 'epoch-2')
    expect(world.titles()).toEqual(['Task 1'])
    await make(4)
    expect(world.titles()).toEqual(['Task 1', 'Task 2', 'Task 3', 'Task 4'])
    expect(world.server.ran).toEqual(['first:1', 'first:2', 'first:3', 'first:4'])
    expect(await world.meta()).toMatchObject({ clientId: 'first', epoch: 'epoch-2' })
  })

  test('[A2] twice, the second further back: everything is there once', async () => {
    void world.loop.run()
    const early = world.server.backUp()
    await make(1)
    const late = world.server.backUp()
    await make(2)
    world.server.restoreFrom(late, 'epoch-2')
    await make(3)
    world.server.restoreFrom(early, 'epoch-3')
    await make(4)
    expect(world.titles()).toEqual(['Task 1', 'Task 2', 'Task 3', 'Task 4'])
    expect(world.server.ran).toEqual(['first:1', 'first:2', 'first:3', 'first:4'])
  })

  test('[A2] while a reply was lost: what it told of is done once', async () => {
    void world.loop.run()
    await make(1)
    world.link.repliesToLose = 1
    await world.create(2)
    await until(() => world.server.ran.length === 2)
    world.server.restoreFrom(world.server.backUp(), 'epoch-2')
    world.loop.syncNow()
    await world.drained()
    expect(world.server.ran).toEqual(['first:1', 'first:2'])
    expect(world.titles()).toEqual(['Task 1', 'Task 2'])
  })

  test('[A6] twice, with another client id between: what was acknowledged under the first is there once', async () => {
    const early = world.server.backUp()
    void world.loop.run()
    await make(1, 2)
    pushAs(ada, 3, 'Of a copy')
    await make(3)
    expect(await world.meta()).toMatchObject({ clientId: 'fresh-1' })
    const late = world.server.backUp()
    await make(4)
    world.server.restoreFrom(late, 'epoch-2')
    await make(5)
    world.server.restoreFrom(early, 'epoch-3')
    await make(6)
    const own = [1, 2, 3, 4, 5, 6].map((n) => `Task ${n}`)
    expect(world.titles()).toEqual(own)
    expect(world.server.ran).toEqual([
      'first:1',
      'first:2',
      'fresh-1:1',
      'fresh-1:2',
      'fresh-1:3',
      'fresh-1:4',
    ])
  })

  test('[A4] to before what is kept sends the rest under a new client id, and tells the person', async () => {
    const backup = world.server.backUp()
    void world.loop.run()
    await make(1)
    await world.clock.advance(8 * 24 * 60 * 60 * 1000)
    await make(2)
    world.server.restoreFrom(backup, 'epoch-2')
    await make(3)
    expect(world.titles()).toEqual(['Task 2', 'Task 3'])
    expect(await world.meta()).toMatchObject({ clientId: 'fresh-1', reissued: { count: 2 } })
  })

  test('[A5] that knows more than an older copy of the store: nothing is lost, nothing done twice', async () => {
    void world.loop.run()
    await make(1)
    world.link.cut()
    await world.create(2)
    const disk = Object.assign(new MemoryDisk(), structuredClone(world.disk))
    world.link.heal()
    world.loop.syncNow()
    await make(3)
    world.loop.stop()
    world.server.restoreFrom(world.server.backUp(), 'epoch-2')
    const older = new LoopWorld(world, disk)
    await older.create(4)
    void older.loop.run()
    await older.drained()
    expect(world.titles()).toEqual(['Task 1', 'Task 2', 'Task 3', 'Task 4'])
    expect(world.server.ran).toHaveLength(4)
  })
})

describe('the first rows of another life', () => {
  const restored = async () => {
    void world.loop.run()
    await make(1)
    const { pulls } = world.link
    world.server.restoreFrom(world.server.backUp(), 'epoch-2')
    world.link.dropSockets(1006)
    await until(() => world.link.pulls > pulls)
    await flush()
    return { pulls: pulls + 1 }
  }

  test('[E1] are asked for after a while that chance decides, up to a minute', async () => {
    const { pulls } = await restored()
    expect((await world.meta()).epoch).toBe('epoch-2')
    await world.clock.advance(29_000)
    expect(world.link.pulls).toBe(pulls)
    expect((await world.meta()).positions).toEqual({})
    await world.clock.advance(1_000)
    expect(world.link.pulls).toBeGreaterThan(pulls)
    expect((await world.meta()).positions).toMatchObject({ [`user:${ada}`]: 2 })
  })

  test('[E1] [K1] are asked for no later because the clock was set back', async () => {
    const { pulls } = await restored()
    world.clock.set(-365 * 24 * 60 * 60 * 1000)
    await world.clock.advance(31_000)
    expect(world.link.pulls).toBeGreaterThan(pulls)
    await until(() => world.link.openSockets === 1)
  })

  test('[E1] wait, and what is made meanwhile is sent', async () => {
    const { pulls } = await restored()
    await world.create(2)
    await until(() => world.titles().length === 2)
    expect(world.link.pulls).toBe(pulls)
  })

  test('[E1] come at once when the person asks', async () => {
    const { pulls } = await restored()
    world.loop.syncNow()
    await until(() => world.link.pulls > pulls)
    await world.drained()
  })

  test('[E1] come at once to a program that has just started', async () => {
    void world.loop.run()
    await make(1)
    world.loop.stop()
    world.server.restoreFrom(world.server.backUp(), 'epoch-2')
    const again = new LoopWorld(world, world.disk)
    void again.loop.run()
    await until(() => again.link.pulls === 2)
    await flush()
    expect((await again.meta()).positions).toMatchObject({ [`user:${ada}`]: 2 })
  })
})
