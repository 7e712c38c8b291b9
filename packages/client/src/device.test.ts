import {
  AppError,
  type Conflict,
  type ConflictId,
  isoDate,
  type Task,
  type TaskId,
  userBucket,
} from '@holdfast/domain'
import { CloseCode, StorageError, type Store } from '@holdfast/sync'
import { dawn, ModelServer, nthTask, nthUser, taskRow, userRow } from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import 'fake-indexeddb/auto'
import { openIndexedDbStore } from './store/indexeddb.ts'
import { FakeClock, flush, until } from './testing/fake-clock.ts'
import {
  ModelComputer,
  type ModelTab,
  memoryDisk,
  type OpenStore,
} from './testing/model-computer.ts'

const ada = nthUser(1)
let clock: FakeClock
let server: ModelServer
let tasks = 100

let databases = 0

const indexedDb = (): OpenStore => {
  const name = `device-${++databases}`
  return (options) => openIndexedDbStore({ ...options, name })
}

const computer = (name: string, openStore: OpenStore = memoryDisk()) =>
  new ModelComputer({ server, userId: ada, clock, name, openStore })

/** A disk that does something else on commit. */
const tampered = (
  commit: (store: Store, ...how: Parameters<Store['commit']>) => ReturnType<Store['commit']>,
): OpenStore => {
  const open = memoryDisk()
  return async (options) => {
    const store = await open(options)
    const honest = { commit: store.commit.bind(store) } as Store
    store.commit = (changes) => commit(honest, changes)
    return store
  }
}

const titles = ({ device }: ModelTab): string[] =>
  device.queries
    .tasks({ sort: 'title' })
    .get()
    .map(({ title }) => title)

const add = ({ device }: ModelTab, title: string): TaskId => {
  const id = nthTask(++tasks)
  device.mutate('create-task', { id, title })
  return id
}

const retitle = ({ device }: ModelTab, id: TaskId, value: string) =>
  device.mutate('edit-task', { id, title: { base: 'x', value } })

const isSent = ({ device }: ModelTab): boolean => {
  const { saving, pending, link } = device.status()
  return saving === 0 && pending === 0 && link === 'online'
}

const onServer = (): string[] =>
  server.record
    .rowsIn(userBucket(ada))
    .flatMap((row) => (row.kind === 'task' ? [row.row.title] : []))
    .sort()

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer({ now: () => isoDate(new Date(clock.now())), pageRows: 10 })
  server.put(userRow(ada))
})

describe('one tab', () => {
  test('draws at once, becomes durable, is sent, and says which', async () => {
    const tab = await computer('a').openTab()
    await until(() => tab.device.status().link === 'online')
    const id = nthTask(++tasks)
    const { durable } = tab.device.mutate('create-task', { id, title: 'Dig' })
    expect(titles(tab)).toEqual(['Dig'])
    expect(tab.device.status()).toMatchObject({ saving: 1, pending: 0 })
    expect(tab.device.unsent(id).get()).not.toBeNull()
    await durable
    expect(tab.device.status()).toMatchObject({ saving: 0 })
    await until(() => isSent(tab))
    expect(onServer()).toEqual(['Dig'])
    expect(tab.device.unsent(id).get()).toBeNull()
  })

  test('whoever watches the status counts each change once, on its way and when it is kept', async () => {
    const home = computer('a')
    home.link.isUp = false
    const tab = await home.openTab()
    const counts: number[] = []
    expect(tab.device.status()).toMatchObject({ saving: 0, pending: 0 })
    tab.device.onStatus(() => {
      const { saving, pending } = tab.device.status()
      counts.push(saving + pending)
    })
    await tab.device.mutate('create-task', { id: nthTask(++tasks), title: 'Dig' }).durable
    expect(tab.device.status()).toMatchObject({ saving: 0, pending: 1 })
    expect(Math.max(...counts)).toBe(1)
  })

  test('loads what the server has, page by page, and says when that is done', async () => {
    for (let i = 1; i <= 35; i++) server.put(taskRow(nthTask(i), ada, { title: `Task ${i}` }))
    const tab = await computer('a').openTab()
    expect(tab.device.status().loading.done).toBe(false)
    await until(() => tab.device.status().loading.done)
    expect(titles(tab)).toHaveLength(35)
    expect(tab.device.queries.me.get()?.email).toBe('ada@example.org')
  })

  test('bad arguments and refusals throw, and change nothing', async () => {
    const tab = await computer('a').openTab()
    expect(() => tab.device.mutate('create-task', { id: nthTask(1), title: ' ' })).toThrow()
    expect(() => retitle(tab, nthTask(99), 'x')).toThrow(AppError)
    expect(tab.device.status()).toMatchObject({ saving: 0, pending: 0 })
  })

  test('works without a network, and heals', async () => {
    const home = computer('a')
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    home.link.cut()
    await until(() => tab.device.status().link === 'offline')
    const id = add(tab, 'Dig')
    for (let i = 0; i < 120; i++) retitle(tab, id, `Dig ${i}`)
    await flush()
    expect(tab.device.status()).toMatchObject({ pending: 121, link: 'offline' })
    expect(tab.device.waiting()).toHaveLength(121)
    expect(tab.device.waiting()[0]).toMatchObject({ name: 'create-task', title: 'Dig 119' })
    home.link.heal()
    tab.device.syncNow()
    await until(() => isSent(tab))
    expect(onServer()).toEqual(['Dig 119'])
    expect(server.ran).toHaveLength(121)
  })

  test('comes back by itself after a growing, jittered wait', async () => {
    const home = computer('a')
    home.link.isUp = false
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'offline')
    await clock.advance(60_000)
    const { offlineSince, nextTryAt } = tab.device.status()
    expect(offlineSince).toBe('2026-11-22T08:00:00.000Z')
    expect(Date.parse(nextTryAt ?? '') - clock.now()).toBeLessThanOrEqual(10_000)
    home.link.heal()
    await clock.advance(10_000)
    expect(tab.device.status()).toMatchObject({
      link: 'online',
      offlineSince: null,
      nextTryAt: null,
    })
  })

  test('what was sent but not answered is done once', async () => {
    const home = computer('a')
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    home.link.repliesToLose = 2
    add(tab, 'Dig')
    await until(() => home.link.pushes > 0)
    await clock.advance(20_000)
    expect(isSent(tab)).toBe(true)
    expect(server.ran).toHaveLength(1)
  })

  test('a refused mutation becomes an issue that can be retried or discarded', async () => {
    const home = computer('a')
    const task = taskRow(nthTask(1), ada, { title: 'Dig' })
    server.put(task)
    const tab = await home.openTab()
    await until(() => titles(tab).length === 1)
    home.link.cut()
    tab.device.mutate('tag-task', { id: nthTask(1), add: ['late'] })
    const tags = Array.from({ length: 50 }, (_, i) => `t${i}`) as Task['tags']
    server.put(taskRow(nthTask(1), ada, { title: 'Dig', tags, version: 1 }))
    home.link.heal()
    tab.device.syncNow()
    await until(() => tab.device.issues().length === 1)
    const [issue] = tab.device.issues()
    expect(issue).toMatchObject({
      title: 'Dig',
      name: 'tag-task',
      reason: { status: 'rejected', code: 'too-many-tags' },
    })
    server.put(task)
    await tab.device.retryIssue(Number(issue?.id))
    await until(() => isSent(tab))
    expect(tab.device.issues()).toEqual([])
    expect(server.record.task(nthTask(1))?.tags).toEqual(['late'])
  })

  describe('a conflict', () => {
    const conflict: Conflict = {
      id: nthTask(900) as string as ConflictId,
      userId: ada,
      taskId: nthTask(1),
      projectId: null,
      field: 'title',
      kind: 'overruled',
      base: 'Dig',
      lost: 'Rest',
      kept: 'Sow',
      by: nthUser(2),
      at: dawn,
      dismissedAt: null,
      version: 1,
    }
    const withConflict = async () => {
      const home = computer('a')
      server.put(taskRow(nthTask(1), ada, { title: 'Sow' }), { kind: 'conflict', row: conflict })
      const tab = await home.openTab()
      await until(() => tab.device.issues().length === 1)
      return { home, tab }
    }

    test('[C7] is an issue with both values, named after its task, in every tab', async () => {
      const { home, tab } = await withConflict()
      const issue = { kind: 'overruled', title: 'Sow', at: dawn, conflict: { lost: 'Rest' } }
      expect(tab.device.issues()).toMatchObject([issue])
      expect(tab.device.status().issues).toBe(1)
      const other = await home.openTab()
      await until(() => other.device.issues().length === 1)
      expect(other.device.issues()).toMatchObject([issue])
    })

    test('[C8] is dismissed without a network and put back, and the server hears of it', async () => {
      const { home, tab } = await withConflict()
      home.link.cut()
      tab.device.mutate('dismiss-conflict', { id: conflict.id })
      expect(tab.device.issues()).toEqual([])
      tab.device.mutate('dismiss-conflict', { id: conflict.id, dismissed: false })
      expect(tab.device.issues()).toHaveLength(1)
      tab.device.mutate('dismiss-conflict', { id: conflict.id })
      home.link.heal()
      tab.device.syncNow()
      await until(() => isSent(tab))
      expect(tab.device.issues()).toEqual([])
      expect(server.record.conflict(conflict.id)?.dismissedAt).not.toBeNull()
    })
  })

  test('an ended session keeps everything, and signing in again sends it', async () => {
    const home = computer('a')
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    home.link.isRefused = true
    home.link.dropSockets(CloseCode.unauthenticated)
    await until(() => tab.device.status().link === 'signed-out')
    const { pulls, pushes } = home.link
    add(tab, 'Dig')
    await clock.advance(60_000)
    expect(tab.device.status()).toMatchObject({ link: 'signed-out', pending: 1 })
    expect(home.link).toMatchObject({ pulls, pushes })
    home.link.isRefused = false
    home.session.renew()
    await until(() => isSent(tab))
    expect(onServer()).toEqual(['Dig'])
  })

  test('a dead connection is found out after a silence', async () => {
    const home = computer('a')
    const tab = await home.openTab()
    await until(() => home.link.openSockets === 1 && isSent(tab))
    await flush()
    home.link.isFrozen = true
    server.put(taskRow(nthTask(1), ada, { title: 'Dig' }))
    await clock.advance(29_000)
    expect(titles(tab)).toEqual([])
    await clock.advance(12_000)
    expect(titles(tab)).toEqual(['Dig'])
  })
})

describe('two computers', () => {
  test('see each other’s work, live, without a pull while frames come in order', async () => {
    const homes = [computer('a'), computer('b')] as const
    const [one, two] = [await homes[0].openTab(), await homes[1].openTab()]
    await until(() => isSent(one) && isSent(two) && homes[1].link.openSockets === 1)
    await flush()
    const { pulls } = homes[1].link
    for (let i = 0; i < 30; i++) add(one, `Task ${i}`)
    await until(() => titles(two).length === 30)
    expect(homes[1].link.pulls).toBe(pulls)
    const changed = two.device.queries.tasks({}).get()[0]
    expect(two.device.remoteChange(changed?.id ?? nthTask(0)).get()).not.toBeNull()
  })

  test('edit offline, and end equal', async () => {
    const homes = [computer('a'), computer('b')] as const
    const tabs = [await homes[0].openTab(), await homes[1].openTab()] as const
    const id = add(tabs[0], 'Dig')
    await until(() => titles(tabs[1]).length === 1)
    for (const home of homes) home.link.cut()
    for (const [i, tab] of tabs.entries()) {
      retitle(tab, id, `Title of ${i}`)
      add(tab, `Extra of ${i}`)
    }
    for (const home of homes) home.link.heal()
    for (const tab of tabs) tab.device.syncNow()
    await until(() => tabs.every(isSent) && titles(tabs[0]).length === 3)
    await until(() => titles(tabs[0]).join() === titles(tabs[1]).join())
    expect(titles(tabs[0])).toEqual(onServer())
  })
})

describe.each([
  ['memory', memoryDisk],
  ['IndexedDB', indexedDb],
])('several tabs over %s', (_, newDisk) => {
  test('any may write; each sees all of it; each mutation is run once', async () => {
    const home = computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab()] as const
    for (let i = 0; i < 40; i++) add(tabs[i % 2] ?? tabs[0], `Task ${String(i).padStart(2, '0')}`)
    await until(() => tabs.every((tab) => isSent(tab) && titles(tab).length === 40))
    expect(titles(tabs[0])).toEqual(titles(tabs[1]))
    expect(server.ran).toHaveLength(40)
    expect(new Set(server.ran).size).toBe(40)
    expect(home.link.openSockets).toBe(1)
  })

  test('show the same link, whoever sends', async () => {
    const home = computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab()] as const
    await until(() => tabs.every(({ device }) => device.status().link === 'online'))
    home.link.cut()
    await until(() => tabs.every(({ device }) => device.status().link === 'offline'))
    const late = await home.openTab()
    await until(() => late.device.status().link === 'offline')
  })

  test('go on when the one that sends is killed', async () => {
    const home = computer('a', newDisk())
    const leader = await home.openTab()
    const other = await home.openTab()
    await until(() => isSent(other))
    home.link.cut()
    await until(() => other.device.status().link === 'offline')
    add(other, 'Dig')
    await leader.device.mutate('create-task', { id: nthTask(++tasks), title: 'Plant' }).durable
    home.link.heal()
    leader.kill()
    await until(() => isSent(other))
    expect(onServer()).toEqual(['Dig', 'Plant'])
    expect(titles(other)).toEqual(['Dig', 'Plant'])
  })

  test('[T3] take the lead from one that has fallen silent', async () => {
    const home = computer('a', newDisk())
    const leader = await home.openTab()
    const other = await home.openTab()
    await until(() => isSent(other))
    leader.freeze()
    add(other, 'Dig')
    await clock.advance(4_000)
    expect(onServer()).toEqual([])
    await clock.advance(2_000)
    await until(() => isSent(other))
    expect(onServer()).toEqual(['Dig'])
  })

  test('one that slept through what it was told learns of it when it wakes', async () => {
    const home = computer('a', newDisk())
    const leader = await home.openTab()
    const sleeper = await home.openTab()
    await until(() => isSent(sleeper))
    const wake = sleeper.sleep()
    add(leader, 'Dig')
    await until(() => isSent(leader))
    await clock.advance(6_000)
    expect(titles(sleeper)).toEqual([])
    wake()
    await clock.advance(2_000)
    await until(() => titles(sleeper).length === 1)
  })

  test('[T1] a tab that missed a fold begins anew, in place', async () => {
    const home = computer('a', newDisk())
    const tabs = [await home.openTab(), await home.openTab()] as const
    await until(() => tabs.every(isSent))
    const since = tabs[1].store.since.bind(tabs[1].store)
    let isDeaf = true
    tabs[1].store.since = async (seq) => (isDeaf ? [] : since(seq))
    for (let i = 0; i < 5; i++) add(tabs[0], `Task ${i}`)
    await until(() => isSent(tabs[0]))
    await tabs[0].store.fold()
    isDeaf = false
    const seen: number[] = []
    tabs[1].device.queries.tasks({}).subscribe(() => seen.push(titles(tabs[1]).length))
    expect(titles(tabs[1])).toEqual([])
    add(tabs[1], 'Own')
    await until(() => titles(tabs[1]).length === 6)
    expect(seen).not.toContain(0)
    await until(() => isSent(tabs[1]))
    expect(onServer()).toHaveLength(6)
  })
})

describe('storage', () => {
  test('draws what another tab commits while it opens, though nobody pokes for it again', async () => {
    const open = memoryDisk()
    const busy: OpenStore = async (options) => {
      const store = await open(options)
      const load = store.load.bind(store)
      store.load = async () => {
        const loaded = await load()
        const args = { id: nthTask(++tasks), title: 'Dig' }
        const at = isoDate(new Date(clock.now()))
        const draft = { draftId: 'elsewhere', name: 'create-task', version: 1, args, at }
        await store.commit([{ type: 'draft', draft }])
        return loaded
      }
      return store
    }
    const home = computer('a', busy)
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
    const home = computer('a', disk)
    const tab = await home.openTab()
    add(tab, 'Dig')
    await until(() => tab.device.status().storageError !== null)
    expect(tab.device.status()).toMatchObject({ saving: 1, storageError: { reason: 'quota' } })
    expect(titles(tab)).toEqual(['Dig'])
    await clock.advance(10_000)
    expect(tab.device.status()).toMatchObject({ saving: 0, storageError: null })
    expect(onServer()).toEqual(['Dig'])
  })

  test('[D2] a draft made in the moment that another became durable is kept as well', async () => {
    const tab = await computer('a').openTab()
    const { durable } = tab.device.mutate('create-task', { id: nthTask(++tasks), title: 'Dig' })
    for (let i = 0; i < 10; i++) void durable.then(() => flush().then(() => add(tab, `Then ${i}`)))
    await durable
    let last = durable
    for (let i = 0; i < 20; i++) {
      await last
      last = tab.device.mutate('create-task', { id: nthTask(++tasks), title: `Row ${i}` }).durable
      await Promise.resolve()
    }
    await until(() => isSent(tab) && titles(tab).length === 31)
    expect(server.ran).toHaveLength(31)
  })

  test('work of a tab that died before it could tell is found and sent', async () => {
    const home = computer('a')
    const tab = await home.openTab()
    const other = await home.openTab()
    await until(() => isSent(tab) && isSent(other))
    await flush()
    const args = { id: nthTask(++tasks), title: 'Dig' }
    const draft = { draftId: 'last words', name: 'create-task', version: 1, args, at: dawn }
    await other.store.commit([{ type: 'draft', draft }])
    other.kill()
    await flush()
    expect(onServer()).toEqual([])
    await clock.advance(10_000)
    expect(onServer()).toEqual(['Dig'])
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
    const home = computer('a', disk)
    const tabs = [await home.openTab(), await home.openTab()]
    await until(() => tabs.every(isSent) && home.link.openSockets === 1)
    await flush()
    server.put(taskRow(nthTask(++tasks), ada, { title: 'Dig' }))
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
    const home = computer('a', disk)
    const tab = await home.openTab()
    await until(() => tab.device.status().link === 'online')
    add(tab, 'Dig')
    await clock.advance(20_000)
    expect(isSent(tab)).toBe(true)
    expect(server.ran).toHaveLength(1)
  })
})
