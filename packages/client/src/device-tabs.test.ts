import 'fake-indexeddb/auto'
import { isoDate, mutators } from '@holdfast/domain'
import { beforeEach, describe, expect, test } from 'vitest'
import { DeviceWorld, indexedDb, isSent, titles } from './testing/device-world.ts'
import { until } from './testing/fake-clock.ts'
import { memoryDisk } from './testing/model-computer.ts'

let world: DeviceWorld
beforeEach(() => {
  world = new DeviceWorld()
})

describe.each([
  ['memory', memoryDisk],
  ['IndexedDB', indexedDb],
])('several tabs over %s', (_, newDisk) => {
  test('any may write; each sees all of it; each mutation is run once', async () => {
    const home = world.computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab()] as const
    for (let i = 0; i < 40; i++)
      world.add(tabs[i % 2] ?? tabs[0], `Task ${String(i).padStart(2, '0')}`)
    await until(() => tabs.every((tab) => isSent(tab) && titles(tab).length === 40))
    expect(titles(tabs[0])).toEqual(titles(tabs[1]))
    expect(world.server.ran).toHaveLength(40)
    expect(new Set(world.server.ran).size).toBe(40)
    expect(home.link.openSockets).toBe(1)
  })

  test('show the same link, whoever sends', async () => {
    const home = world.computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab()] as const
    await until(() => tabs.every(({ device }) => device.status().link === 'online'))
    home.link.cut()
    await until(() => tabs.every(({ device }) => device.status().link === 'offline'))
    const late = await home.openTab()
    await until(() => late.device.status().link === 'offline')
  })

  test('go on when the one that sends is killed', async () => {
    const home = world.computer('a', newDisk())
    const leader = await home.openTab()
    const other = await home.openTab()
    await until(() => isSent(other))
    home.link.cut()
    await until(() => other.device.status().link === 'offline')
    world.add(other, 'Dig')
    await leader.device.mutate('create-task', { id: world.newTaskId(), title: 'Plant' }).durable
    home.link.heal()
    leader.kill()
    await until(() => isSent(other))
    expect(world.titlesOnServer()).toEqual(['Dig', 'Plant'])
    expect(titles(other)).toEqual(['Dig', 'Plant'])
  })

  test('[T3] take the lead from one that has fallen silent', async () => {
    const home = world.computer('a', newDisk())
    const leader = await home.openTab()
    const other = await home.openTab()
    await until(() => isSent(other))
    leader.freeze()
    world.add(other, 'Dig')
    await world.clock.advance(4_000)
    expect(world.titlesOnServer()).toEqual([])
    await world.clock.advance(2_000)
    await until(() => isSent(other))
    expect(world.titlesOnServer()).toEqual(['Dig'])
  })

  test('one that slept through what it was told learns of it when it wakes', async () => {
    const home = world.computer('a', newDisk())
    const leader = await home.openTab()
    const sleeper = await home.openTab()
    await until(() => isSent(sleeper))
    const wake = sleeper.sleep()
    world.add(leader, 'Dig')
    await until(() => isSent(leader))
    await world.clock.advance(6_000)
    expect(titles(sleeper)).toEqual([])
    wake()
    await world.clock.advance(2_000)
    await until(() => titles(sleeper).length === 1)
  })

  test('[T1] offline too, show within 10 s what one wrote that was killed before it said so', async () => {
    const home = world.computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab(), await home.openTab()] as const
    await until(() => tabs.every(isSent))
    home.link.cut()
    await until(() => tabs[0].device.status().link === 'offline')
    const [leader, other, killed] = tabs
    const args = mutators['create-task'].args.parse({ id: world.newTaskId(), title: 'Dig' })
    const at = isoDate(new Date(world.clock.now()))
    const draft = { draftId: 'd', name: 'create-task', version: 1, args, at }
    await killed.store.commit([{ type: 'draft', draft }])
    killed.kill()
    await world.clock.advance(10_000)
    await until(() => [leader, other].every((tab) => titles(tab).length === 1))
  })

  test('[T1] a tab that missed a fold begins anew, in place', async () => {
    const home = world.computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab()] as const
    await until(() => tabs.every(isSent))
    const since = tabs[1].store.since.bind(tabs[1].store)
    let isDeaf = true
    tabs[1].store.since = async (seq) => (isDeaf ? [] : since(seq))
    for (let i = 0; i < 5; i++) world.add(tabs[0], `Task ${i}`)
    await until(() => isSent(tabs[0]))
    await tabs[0].store.fold()
    isDeaf = false
    const seen: number[] = []
    tabs[1].device.queries.tasks({}).subscribe(() => seen.push(titles(tabs[1]).length))
    expect(titles(tabs[1])).toEqual([])
    world.add(tabs[1], 'Own')
    await until(() => titles(tabs[1]).length === 6)
    expect(seen).not.toContain(0)
    await until(() => isSent(tabs[1]))
    expect(world.titlesOnServer()).toHaveLength(6)
  })
})
