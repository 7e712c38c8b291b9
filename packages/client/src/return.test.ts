import { CloseCode } from '@holdfast/sync'
import { beforeEach, describe, expect, test } from 'vitest'
import { flush, until } from './testing/fake-clock.ts'
import { LoopWorld } from './testing/loop-world.ts'

let world: LoopWorld

beforeEach(async () => {
  world = new LoopWorld()
  void world.loop.run()
  await until(() => world.link.openSockets === 1)
  await flush()
})

/** Calls that never answer, as over a network that has gone without a word. */
const swallow = () => {
  const push = world.link.push.bind(world.link)
  let swallowed = 0
  world.link.push = () => {
    swallowed++
    return new Promise(() => undefined)
  }
  return {
    count: () => swallowed,
    end: () => {
      world.link.push = push
    },
  }
}

describe('when the network returns', () => {
  test('[K2] 500 that wait go out in one push, before anything is pulled', async () => {
    world.link.cut()
    await flush()
    for (let n = 1; n <= 500; n++) await world.create(n)
    const { pushes } = world.link
    const calls: string[] = []
    for (const name of ['push', 'pull', 'connect'] as const) {
      const call = world.link[name].bind(world.link) as (...args: unknown[]) => never
      world.link[name] = (...args: unknown[]) => {
        calls.push(name)
        return call(...args)
      }
    }
    world.link.heal()
    world.loop.syncNow()
    await until(() => world.titles().length === 500)
    expect(world.link.pushes).toBe(pushes + 1)
    expect(calls[0]).toBe('push')
    await world.drained()
  })

  test('[K2] a call that has had no answer for long is not waited for', async () => {
    const calls = swallow()
    await world.create(1)
    await until(() => calls.count() === 1)
    await world.clock.advance(3_000)
    calls.end()
    world.loop.syncNow()
    await world.drained()
    expect(world.titles()).toEqual(['Task 1'])
  })

  test('[K2] a call that has only just begun is', async () => {
    const calls = swallow()
    await world.create(1)
    await until(() => calls.count() === 1)
    await world.clock.advance(2_000)
    world.loop.syncNow()
    await flush()
    expect(calls.count()).toBe(1)
    expect(world.titles()).toEqual([])
  })

  test('[K2] [F5] a socket that says nothing is asked, and replaced when it stays silent', async () => {
    world.link.isFrozen = true
    world.loop.syncNow()
    await until(() => world.link.heard.at(-1)?.type === 'ping')
    await world.clock.advance(10_000)
    world.link.isFrozen = false
    await world.clock.advance(1_000)
    await until(() => world.link.openSockets === 1)
    expect(world.link.heard.map(({ type }) => type)).toEqual(['hello', 'ping', 'hello'])
  })

  test('[F5] a connection that is never made is given up', async () => {
    const connect = world.link.connect.bind(world.link)
    world.link.connect = () => ({ send: () => undefined, close: () => undefined })
    world.link.dropSockets(1006)
    await world.clock.advance(5_000)
    world.link.connect = connect
    expect(world.link.openSockets).toBe(0)
    await world.clock.advance(20_000)
    expect(world.link.openSockets).toBe(1)
  })
})

test('[K3] a goodbye is followed by a pull that chance puts off, up to 2 s', async () => {
  const { pulls } = world.link
  world.link.dropSockets(CloseCode.goingAway)
  await flush()
  expect(world.link.pulls).toBe(pulls)
  await world.clock.advance(1_000)
  expect(world.link.pulls).toBeGreaterThan(pulls)
})
