import { isoDate } from '@holdfast/domain'
import { StorageError } from '@holdfast/sync'
import { dawn, taskRow } from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { ada, DeviceWorld, isSent, tampered, titles } from './testing/device-world.ts'
import { flush, until } from './testing/fake-clock.ts'
import { memoryDisk, type OpenStore } from './testing/model-computer.ts'

let world: DeviceWorld
beforeEach(() => {
  world = new DeviceWorld()
})

describe('storage', () => {
  test('draws what another tab commits while it opens, though nobody pokes for it again', async () => {
    const open = memoryDisk()
    const busy: OpenStore = async (options) => {
      const store = await open(options)
      const load = store.load.bind(store)
      store.load = async () => {
        const loaded = await load()
        const args = { id: world.newTaskId(), title: 'Dig' }
        const at = isoDate(new Date(world.clock.now()))
        const draft = { draftId: 'elsewhere', name: 'create-task', version: 1, args, at }
        await store.commit([{ type: 'draft', draft }])
        return loaded
      }
      return store
    }
    const home = world.computer('a', busy)
    home.link.isUp = false
    const tab = await home.openTab()
    await until(() => titles(tab).includes('Dig'))
    expect(tab.device.status().pending).toBe(1)
  })

  test('[D2] a draft that cannot be kept is shown as such, tried again and never dropped', async () => {
    let failures = 3
    const disk = tampered(async (store, changes) => {
      if (changes[0]?.type === 'draft' && failures-- > 0)
        throw new StorageError('quota', new Error('full'))
      return store.commit(changes)
    })
    const home = world.computer('a', disk)
    const tab = await home.openTab()
    world.add(tab, 'Dig')
    await until(() => tab.device.status().storageError !== null)
    expect(tab.device.status()).toMatchObject({ saving: 1, storageError: { reason: 'quota' } })
    expect(titles(tab)).toEqual(['Dig'])
    await world.clock.advance(10_000)
    expect(tab.device.status()).toMatchObject({ saving: 0, storageError: null })
    expect(world.titlesOnServer()).toEqual(['Dig'])
  })

  test('[D2] what could not be saved is tried at once when the person says so', async () => {
    let isFull = true
    const disk = tampered(async (store, changes) => {
      if (changes[0]?.type === 'draft' && isFull) throw new StorageError('quota', new Error('full'))
      return store.commit(changes)
    })
    const tab = await world.computer('a', disk).openTab()
    world.add(tab, 'Dig')
    await until(() => tab.device.status().storageError !== null)
    isFull = false
    // No time passes.
    tab.device.syncNow()
    await until(() => tab.device.status().saving === 0)
    expect(tab.device.status().storageError).toBeNull()
  })

  test('[D2] a draft made in the moment that another became durable is kept as well', async () => {
    const tab = await world.computer('a').openTab()
    const { durable } = tab.device.mutate('create-task', { id: world.newTaskId(), title: 'Dig' })
    for (let i = 0; i < 10; i++)
      void durable.then(() => flush().then(() => world.add(tab, `Then ${i}`)))
    await durable
    let last = durable
    for (let i = 0; i < 20; i++) {
      await last
      last = tab.device.mutate('create-task', { id: world.newTaskId(), title: `Row ${i}` }).durable
      await Promise.resolve()
    }
    await until(() => isSent(tab) && titles(tab).length === 31)
    expect(world.server.ran).toHaveLength(31)
  })

  test('work of a tab that died before it could tell is found and sent', async () => {
    const home = world.computer('a')
    const tab = await home.openTab()
    const other = await home.openTab()
    await until(() => isSent(tab) && isSent(other))
    await flush()
    const args = { id: world.newTaskId(), title: 'Dig' }
    const draft = { draftId: 'last words', name: 'create-task', version: 1, args, at: dawn }
    await other.store.commit([{ type: 'draft', draft }])
    other.kill()
    await flush()
    expect(world.titlesOnServer()).toEqual([])
    await world.clock.advance(10_000)
    expect(world.titlesOnServer()).toEqual(['Dig'])
    expect(titles(tab)).toEqual(['Dig'])
  })

  test('what the sender wrote but was told it had not is seen by every tab', async () => {
    let lies = 1
    const disk = tampered(async (store, changes) => {
      const committed = await store.commit(changes)
      if (changes[0]?.type === 'delta' && changes[0].delta.from !== null && lies-- > 0)
        throw new StorageError('closed', new Error('gone'))
      return committed
    })
    const home = world.computer('a', disk)
    const tabs = [await home.openTab(), await home.openTab()]
    await until(() => tabs.every(isSent) && home.link.openSockets === 1)
    await flush()
    world.server.put(taskRow(world.newTaskId(), ada, { title: 'Dig' }))
    await until(() => tabs.every((tab) => titles(tab).join() === 'Dig'))
    expect(lies).toBe(0)
  })

  test('[D2] a commit that failed after it was made is not made twice', async () => {
    let lies = 1
    const disk = tampered(async (store, changes) => {
      const committed = await store.commit(changes)
      if (changes[0]?.type === 'draft' && lies-- > 0)
        throw new StorageError('closed', new Error('gone'))
      return committed
    })
    const home = world.computer('a', disk)
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    world.add(tab, 'Dig')
    await world.clock.advance(20_000)
    expect(isSent(tab)).toBe(true)
    expect(world.server.ran).toHaveLength(1)
  })
})
