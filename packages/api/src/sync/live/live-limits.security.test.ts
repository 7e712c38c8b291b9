import { openBreaker } from '@holdfast/infra/breaker'
import { memoryCounter } from '@holdfast/infra/limits/memory'
import { CloseCode, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLimits } from '../../limits/limits.ts'
import { rooms } from '../../limits/rules.ts'
import { type LiveWorld, openLiveWorld } from '../testing/live-world.ts'

let world: LiveWorld
beforeAll(async () => {
  world = await openLiveWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const nothing = () => undefined
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
/** A hundredth of what is allowed: two unknown sockets, fifty of an address, one of an account. */
const tight = openLimits({
  shared: memoryCounter(),
  own: memoryCounter(),
  breaker: openBreaker(),
  factor: 0.01,
  log,
})

test('[S16] one address cannot keep others out with sockets that say nothing', async () => {
  await using server = await world.process(tight)
  const from = (address: string) => server.connect(undefined, address)
  const silent = [await from('198.18.0.1'), await from('198.18.0.1')]
  await expect(from('198.18.0.1')).rejects.toThrow('429')
  const other = await from('198.18.0.2')
  const [first] = silent
  first?.socket.close()
  await first?.closed()
  await expect.poll(() => from('198.18.0.1').then(() => 'in', String)).toBe('in')
  for (const { socket } of [...silent, other]) socket.terminate()
})

test('[S16] one account has so many sockets, and another goes on', async () => {
  await using server = await world.process(tight)
  const [ann, carl] = [await world.person('Ann'), await world.person('Carl')]
  const open = async (who: typeof ann) => {
    const socket = await server.connect()
    socket.send({
      type: 'hello',
      protocol: PROTOCOL,
      token: await world.token(who),
      epoch: null,
      positions: {},
    })
    return socket
  }
  const first = await open(ann)
  await first.until(() => first.heard.some(({ type }) => type === 'ready'))
  expect(await (await open(ann)).closed()).toBe(CloseCode.tooSlow)
  const others = await open(carl)
  await others.until(() => others.heard.some(({ type }) => type === 'ready'))
  first.socket.close()
  await first.closed()
  await expect
    .poll(async () => {
      const again = await open(ann)
      return again
        .until(() => again.heard.some(({ type }) => type === 'ready'))
        .then(
          () => 'ready',
          () => 'refused',
        )
    })
    .toBe('ready')
  others.socket.terminate()
})

test('[S16] a thousand devices of an office fit, and the tabs of a person', () => {
  expect(rooms.socketsFrom.most).toBeGreaterThanOrEqual(1000)
  expect(rooms.socketsOf.most).toBeGreaterThanOrEqual(20)
})
