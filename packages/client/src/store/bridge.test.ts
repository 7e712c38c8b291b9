import type { TaskId } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { openDevice } from '../open-device.ts'
import { PokeHub } from '../pokes.ts'
import { openBridgeStore } from './bridge.ts'
import { hostStore } from './bridge-host.ts'
import { BRIDGE_PROTOCOL } from './bridge-protocol.ts'
import { bucketA, draft, join, me, taskRow, uuid } from './contract/rows.ts'
import { storeContract } from './contract.ts'
import { MemoryDisk, openMemoryStore } from './memory.ts'

/** As between two processes: nothing is shared, and only what can be cloned goes over. */
const cloning = (channel: ReturnType<typeof hostStore>): ReturnType<typeof hostStore> => ({
  call: async (method, payload) =>
    structuredClone(await channel.call(method, structuredClone(payload))),
})

storeContract('bridge over memory', async () => {
  const disk = new MemoryDisk()
  return {
    open: async (options) => {
      const store = openMemoryStore({ ...options, disk })
      return openBridgeStore(cloning(hostStore(store, { allow: 'everything' })))
    },
    cleanUp: async () => undefined,
  }
})

describe('the host of a bridge', () => {
  const memory = () => openMemoryStore({ userId: me, newClientId: () => uuid(0xc1) })
  const call = (input: unknown) => ({ protocol: BRIDGE_PROTOCOL, input })

  test('refuses what it does not know and stays usable', async () => {
    const host = hostStore(memory(), { allow: 'everything' })
    const refused = [
      await host.call('constructor', call({})),
      await host.call('commit', call({ changes: [{ type: 'drop' }] })),
      await host.call('commit', call({ changes: 'all' })),
      await host.call('since', call({ seq: -1 })),
      await host.call('page', call({ load: 99 })),
      await host.call('load', null),
    ]
    for (const reply of refused) expect(reply).toMatchObject({ ok: false, reason: 'other' })
    expect(await host.call('fold', call({}))).toEqual({ ok: true, value: 0 })
  })

  test('tells a page of another version that it is closed to it', async () => {
    const host = hostStore(memory(), { allow: 'everything' })
    const reply = await host.call('load', { protocol: BRIDGE_PROTOCOL + 1, input: {} })
    expect(reply).toMatchObject({ ok: false, reason: 'closed' })
  })

  test('lets a page write what a person does and nothing else', async () => {
    const store = memory()
    const page = openBridgeStore(hostStore(store, { allow: 'intents' }))
    await page.commit([draft({ n: 1 }), { type: 'discard', id: 1 }])
    await expect(page.commit([join(bucketA, 1, [])])).rejects.toMatchObject({ reason: 'other' })
    await expect(page.fold()).rejects.toMatchObject({ reason: 'other' })
    await expect(page.destroy()).rejects.toMatchObject({ reason: 'other' })
    expect((await store.outbox()).entries).toMatchObject([{ id: 1, name: 'noop' }])
  })

  test('keeps what a device drafts on the other side', async () => {
    const store = memory()
    const device = await openDevice({
      store: openBridgeStore(cloning(hostStore(store, { allow: 'intents' }))),
      pokes: new PokeHub().connect(),
      clock: systemClock,
      newId: () => crypto.randomUUID(),
    })
    await device.mutate('create-task', { id: uuid<TaskId>(7), title: 'Dig' }).durable
    expect((await store.outbox()).entries).toMatchObject([{ name: 'create-task' }])
    await device.close()
  })

  test('half a load never passes for all of it', async () => {
    const store = memory()
    await store.commit([join(bucketA, 1, [taskRow(1, 1)])])
    await store.fold()
    const page = openBridgeStore(hostStore(store, { allow: 'intents' }))
    const first = await page.load()
    for (let i = 0; i < 20; i++) await page.load()
    const pages = first.pages[Symbol.asyncIterator]()
    await expect(pages.next()).rejects.toMatchObject({ reason: 'other' })
  })
})
