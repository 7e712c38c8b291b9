import { type ClientId, isoDate } from '@holdfast/domain'
import { ModelServer, nthTask, nthUser, userRow } from '@holdfast/sync/testing'
import { expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'
import type { Device } from './device.ts'
import { WebLockLeadership } from './leadership.ts'
import { openDevice } from './open-device.ts'
import { openBroadcastPokes } from './pokes.ts'
import { Sender } from './sender.ts'
import { openIndexedDbStore } from './store/indexeddb.ts'
import { ModelLink, ModelSession } from './testing/model-link.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const ada = nthUser(1)
let ids = 0

const openServer = (): ModelServer => {
  const server = new ModelServer({ now: () => isoDate(new Date()) })
  server.put(userRow(ada))
  return server
}

interface Tab extends AsyncDisposable {
  device: Device
}

/** A tab as `openWebDevice` makes one, but for the server. */
const openTab = async (name: string, link: ModelLink): Promise<Tab> => {
  const newClientId = () => `client-${++ids}` as ClientId
  const store = await openIndexedDbStore({ userId: ada, name, newClientId })
  const device = await openDevice({
    store,
    pokes: openBroadcastPokes(name),
    clock: systemClock,
    newId: () => `draft-${++ids}`,
  })
  const sender = new Sender({
    store,
    transport: link,
    session: new ModelSession(),
    clock: systemClock,
    pokes: openBroadcastPokes(name),
    leadership: new WebLockLeadership(name),
    newClientId,
    committed: (committed) => device.absorb(committed),
  })
  return {
    device,
    async [Symbol.asyncDispose]() {
      await device.close()
      await sender[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

const count = ({ device }: Tab): number => device.queries.tasks({}).get().length
const isSent = ({ device }: Tab): boolean => {
  const { saving, pending, link } = device.status()
  return saving === 0 && pending === 0 && link === 'online'
}

test('two tabs write, one sends, and the other goes on when that one is closed', async () => {
  const server = openServer()
  const link = new ModelLink(server, ada)
  const one = await openTab('two-tabs', link)
  await using two = await openTab('two-tabs', link)
  for (let i = 1; i <= 100; i++)
    (i % 2 ? one : two).device.mutate('create-task', { id: nthTask(i), title: `Task ${i}` })
  await vi.waitUntil(() => [one, two].every((tab) => count(tab) === 100 && isSent(tab)), PATIENCE)
  expect(new Set(server.ran).size).toBe(100)
  expect(link.openSockets).toBe(1)
  await one[Symbol.asyncDispose]()
  two.device.mutate('create-task', { id: nthTask(101), title: 'Last' })
  await vi.waitUntil(() => server.ran.length === 101 && isSent(two), PATIENCE)
})

test('what was done offline is there after a restart, and is sent when the link is back', async () => {
  const server = openServer()
  const link = new ModelLink(server, ada)
  link.cut()
  {
    await using before = await openTab('restart', link)
    for (let i = 1; i <= 10; i++)
      before.device.mutate('create-task', { id: nthTask(i), title: `Task ${i}` })
  }
  await using after = await openTab('restart', link)
  expect(count(after)).toBe(10)
  expect(after.device.status().pending).toBe(10)
  link.heal()
  after.device.syncNow()
  await vi.waitUntil(() => isSent(after), PATIENCE)
  expect(server.ran).toHaveLength(10)
})
