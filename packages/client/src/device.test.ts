import { AppError, type Task } from '@holdfast/domain'
import { CloseCode } from '@holdfast/sync'
import { nthTask, taskRow } from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { ada, DeviceWorld, isSent, retitle, titles } from './testing/device-world.ts'
import { flush, until } from './testing/fake-clock.ts'

let world: DeviceWorld
beforeEach(() => {
  world = new DeviceWorld()
})

describe('one tab', () => {
  test('draws at once, becomes durable, is sent, and says which', async () => {
    const tab = await world.computer('a').openTab()
    await until(() => tab.device.status().link === 'online')
    const id = world.newTaskId()
    const { durable } = tab.device.mutate('create-task', { id, title: 'Dig' })
    expect(titles(tab)).toEqual(['Dig'])
    expect(tab.device.status()).toMatchObject({ saving: 1, pending: 0 })
    expect(tab.device.unsent(id).get()).not.toBeNull()
    await durable
    expect(tab.device.status()).toMatchObject({ saving: 0 })
    await until(() => isSent(tab))
    expect(world.titlesOnServer()).toEqual(['Dig'])
    expect(tab.device.unsent(id).get()).toBeNull()
  })

  test('whoever watches the status counts each change once, on its way and when it is kept', async () => {
    const home = world.computer('a')
    home.link.isUp = false
    const tab = await home.openTab()
    const counts: number[] = []
    expect(tab.device.status()).toMatchObject({ saving: 0, pending: 0 })
    tab.device.onStatus(() => {
      const { saving, pending } = tab.device.status()
      counts.push(saving + pending)
    })
    await tab.device.mutate('create-task', { id: world.newTaskId(), title: 'Dig' }).durable
    expect(tab.device.status()).toMatchObject({ saving: 0, pending: 1 })
    expect(Math.max(...counts)).toBe(1)
  })

  test('loads what the server has, page by page, and says when that is done', async () => {
    for (let i = 1; i <= 35; i++) world.server.put(taskRow(nthTask(i), ada, { title: `Task ${i}` }))
    const tab = await world.computer('a').openTab()
    expect(tab.device.status().loading.done).toBe(false)
    await until(() => tab.device.status().loading.done)
    expect(titles(tab)).toHaveLength(35)
    expect(tab.device.queries.me.get()?.email).toBe('ada@example.org')
  })

  test('bad arguments and refusals throw, and change nothing', async () => {
    const tab = await world.computer('a').openTab()
    expect(() => tab.device.mutate('create-task', { id: nthTask(1), title: ' ' })).toThrow()
    expect(() => retitle(tab, nthTask(99), 'x')).toThrow(AppError)
    expect(tab.device.status()).toMatchObject({ saving: 0, pending: 0 })
  })

  test('works without a network, and heals', async () => {
    const home = world.computer('a')
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    home.link.cut()
    await until(() => tab.device.status().link === 'offline')
    const id = world.add(tab, 'Dig')
    for (let i = 0; i < 120; i++) retitle(tab, id, `Dig ${i}`)
    await flush()
    expect(tab.device.status()).toMatchObject({ pending: 121, link: 'offline' })
    expect(tab.device.waiting()).toHaveLength(121)
    expect(tab.device.waiting()[0]).toMatchObject({ name: 'create-task', title: 'Dig 119' })
    home.link.heal()
    tab.device.syncNow()
    await until(() => isSent(tab))
    expect(world.titlesOnServer()).toEqual(['Dig 119'])
    expect(world.server.ran).toHaveLength(121)
  })

  test('comes back by itself after a growing, jittered wait', async () => {
    const home = world.computer('a')
    home.link.isUp = false
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'offline')
    await world.clock.advance(60_000)
    const { offlineSince, nextTryAt } = tab.device.status()
    expect(offlineSince).toBe('2026-11-22T08:00:00.000Z')
    expect(Date.parse(nextTryAt ?? '') - world.clock.now()).toBeLessThanOrEqual(10_000)
    home.link.heal()
    await world.clock.advance(10_000)
    expect(tab.device.status()).toMatchObject({
      link: 'online',
      offlineSince: null,
      nextTryAt: null,
    })
  })

  test('what was sent but not answered is done once', async () => {
    const home = world.computer('a')
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    home.link.repliesToLose = 2
    world.add(tab, 'Dig')
    await until(() => home.link.pushes > 0)
    await world.clock.advance(20_000)
    expect(isSent(tab)).toBe(true)
    expect(world.server.ran).toHaveLength(1)
  })

  test('a refused mutation becomes an issue that can be retried or discarded', async () => {
    const home = world.computer('a')
    const task = taskRow(nthTask(1), ada, { title: 'Dig' })
    world.server.put(task)
    const tab = await home.openTab()
    await until(() => titles(tab).length === 1)
    home.link.cut()
    tab.device.mutate('tag-task', { id: nthTask(1), add: ['late'] })
    const tags = Array.from({ length: 50 }, (_, i) => `t${i}`) as Task['tags']
    world.server.put(taskRow(nthTask(1), ada, { title: 'Dig', tags, version: 1 }))
    home.link.heal()
    tab.device.syncNow()
    await until(() => tab.device.issues().length === 1)
    const [issue] = tab.device.issues()
    expect(issue).toMatchObject({
      title: 'Dig',
      name: 'tag-task',
      reason: { status: 'rejected', code: 'too-many-tags' },
    })
    world.server.put(task)
    await tab.device.retryIssue(Number(issue?.id))
    await until(() => isSent(tab))
    expect(tab.device.issues()).toEqual([])
    expect(world.server.record.task(nthTask(1))?.tags).toEqual(['late'])
  })

  test('an ended session keeps everything, and signing in again sends it', async () => {
    const home = world.computer('a')
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    home.link.isRefused = true
    home.link.dropSockets(CloseCode.unauthenticated)
    await until(() => tab.device.status().link === 'signed-out')
    const { pulls, pushes } = home.link
    world.add(tab, 'Dig')
    await world.clock.advance(60_000)
    expect(tab.device.status()).toMatchObject({ link: 'signed-out', pending: 1 })
    expect(home.link).toMatchObject({ pulls, pushes })
    home.link.isRefused = false
    home.session.renew()
    await until(() => isSent(tab))
    expect(world.titlesOnServer()).toEqual(['Dig'])
  })

  test('a dead connection is found out after a silence', async () => {
    const home = world.computer('a')
    const tab = await home.openTab()
    await until(() => home.link.openSockets === 1 && isSent(tab))
    await flush()
    home.link.isFrozen = true
    world.server.put(taskRow(nthTask(1), ada, { title: 'Dig' }))
    await world.clock.advance(29_000)
    expect(titles(tab)).toEqual([])
    await world.clock.advance(12_000)
    expect(titles(tab)).toEqual(['Dig'])
  })
})

describe('two computers', () => {
  test('see each other’s work, live, without a pull while frames come in order', async () => {
    const homes = [world.computer('a'), world.computer('b')] as const
    const [one, two] = [await homes[0].openTab(), await homes[1].openTab()]
    await until(() => isSent(one) && isSent(two) && homes[1].link.openSockets === 1)
    await flush()
    const { pulls } = homes[1].link
    for (let i = 0; i < 30; i++) world.add(one, `Task ${i}`)
    await until(() => titles(two).length === 30)
    expect(homes[1].link.pulls).toBe(pulls)
    const changed = two.device.queries.tasks({}).get()[0]
    expect(two.device.remoteChange(changed?.id ?? nthTask(0)).get()).not.toBeNull()
  })

  test('edit offline, and end equal', async () => {
    const homes = [world.computer('a'), world.computer('b')] as const
    const tabs = [await homes[0].openTab(), await homes[1].openTab()] as const
    const id = world.add(tabs[0], 'Dig')
    await until(() => titles(tabs[1]).length === 1)
    for (const home of homes) home.link.cut()
    for (const [i, tab] of tabs.entries()) {
      retitle(tab, id, `Title of ${i}`)
      world.add(tab, `Extra of ${i}`)
    }
    for (const home of homes) home.link.heal()
    for (const tab of tabs) tab.device.syncNow()
    await until(() => tabs.every(isSent) && titles(tabs[0]).length === 3)
    await until(() => titles(tabs[0]).join() === titles(tabs[1]).join())
    expect(titles(tabs[0])).toEqual(world.titlesOnServer())
  })
})
