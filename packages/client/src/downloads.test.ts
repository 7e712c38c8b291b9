import 'fake-indexeddb/auto'
import { isoDate, projectBucket } from '@holdfast/domain'
import {
  ModelServer,
  memberRow,
  nthProject,
  nthTask,
  nthUser,
  projectRow,
  taskRow,
  userRow,
} from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { openIndexedDbStore } from './store/indexeddb.ts'
import { FakeClock, flush, until } from './testing/fake-clock.ts'
import {
  ModelComputer,
  type ModelTab,
  memoryDisk,
  type OpenStore,
} from './testing/model-computer.ts'
import { packPage } from './testing/pack-page.ts'

const ada = nthUser(1)
const garden = nthProject(1)
const bucket = projectBucket(garden)
const TASKS = 90

let clock: FakeClock
let server: ModelServer
let databases = 0

const stores: Record<string, () => OpenStore> = {
  memory: memoryDisk,
  IndexedDB: () => {
    const name = `downloads-${++databases}`
    return (options) => openIndexedDbStore({ ...options, name })
  },
}

const task = (n: number, title = `Task ${n}`) =>
  taskRow(nthTask(n), ada, { projectId: garden, title, status: n % 3 ? 'todo' : 'completed' })

const computer = (openStore: OpenStore) =>
  new ModelComputer({ server, userId: ada, clock, name: 'a', openStore })

const titles = ({ device }: ModelTab): string[] =>
  device.queries
    .tasks({ project: garden })
    .get()
    .map(({ title }) => title)
    .sort()

const onServer = (): string[] =>
  server.record
    .rowsIn(bucket)
    .flatMap((row) => (row.kind === 'task' ? [row.row.title] : []))
    .sort()

const isDone = ({ device }: ModelTab): boolean => device.status().loading.done

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer({
    now: () => isoDate(new Date(clock.now())),
    pageRows: 10,
    snapshots: { rows: 50, pageRows: 10, commits: 5, pack: packPage },
  })
  server.put(userRow(ada), projectRow(garden, ada), memberRow(garden, ada, 'owner'))
  for (let n = 1; n <= TASKS; n++) server.put(task(n))
})

describe.each(Object.entries(stores))('a join by snapshot, in %s', (_name, disk) => {
  /** A tab that has the first pages and waits for the rest. */
  const halfway = async (here: ModelComputer, pages = 3): Promise<ModelTab> => {
    here.link.allowPages(pages)
    const tab = await here.openTab()
    await until(() => titles(tab).length === pages * 10 - 2)
    return tab
  }

  test('[N11] the first page of open work is drawn while the rest is on its way', async () => {
    const here = computer(disk())
    const tab = await halfway(here, 1)
    const tasks = tab.device.queries.tasks({ project: garden }).get()
    expect(tasks.every(({ status }) => status === 'todo')).toBe(true)
    // The account is joined inline; of the project a page of ten has come.
    expect(tab.device.status().loading).toEqual({ rows: 11, toCome: TASKS + 2 - 10, done: false })
    here.link.allowPages(100)
    await until(() => isDone(tab))
    expect(tab.device.status().loading).toMatchObject({ rows: TASKS + 3, toCome: 0 })
    expect(titles(tab)).toEqual(onServer())
    expect(here.link.pagesFetched).toBe(10)
  })

  test('[N12] a bucket is held at the snapshot, and what came since is pulled', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    server.put(task(1, 'Changed'), task(500))
    await until(() => onServer().includes('Task 500'))
    expect(titles(tab)).not.toContain('Changed')
    here.link.allowPages(100)
    await until(() => isDone(tab) && titles(tab).length === TASKS + 1)
    expect(titles(tab)).toEqual(onServer())
  })

  test('[N13] it goes on where it was cut, after a restart too', async () => {
    const here = computer(disk())
    const tab = await halfway(here, 4)
    here.link.cut()
    tab.kill()
    const before = here.link.pagesFetched
    const again = await here.openTab()
    await until(() => titles(again).length === 38)
    expect(again.device.status().loading).toMatchObject({ toCome: TASKS + 2 - 40, done: false })
    here.link.heal()
    here.link.allowPages(100)
    again.device.syncNow()
    await until(() => isDone(again))
    expect(titles(again)).toEqual(onServer())
    expect(here.link.pagesFetched - before).toBe(6)
  })

  test('[K2] a page that has had no answer for long is fetched anew when the network returns', async () => {
    const here = computer(disk())
    const fetchPage = here.link.snapshotPage.bind(here.link)
    const swallow = new Promise<Uint8Array>(() => undefined)
    let swallowed = 0
    here.link.snapshotPage = (...page) => {
      if (page[2] < 2) return fetchPage(...page)
      swallowed++
      return swallow
    }
    const tab = await here.openTab()
    await until(() => titles(tab).length === 18 && swallowed > 0)
    await clock.advance(3_000)
    here.link.snapshotPage = fetchPage
    tab.device.syncNow()
    await until(() => isDone(tab))
    expect(titles(tab)).toEqual(onServer())
  })

  test('[N14] a snapshot that is not to be had is replaced by rows', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    server.snapshots?.withdraw()
    here.link.allowPages(100)
    await until(() => isDone(tab) && titles(tab).length === TASKS)
    expect(titles(tab)).toEqual(onServer())
    expect((await tab.store.outbox()).meta.positions).toHaveProperty([bucket])
  })

  test('[N14] so is one whose page is not what was offered', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    const bytes = server.snapshotPage(ada, bucket, server.record.position(bucket), 7)
    bytes?.fill(0, 20, 30)
    here.link.allowPages(100)
    await until(() => isDone(tab) && titles(tab).length === TASKS)
    expect(titles(tab)).toEqual(onServer())
  })

  test('[N15] who leaves the project meanwhile keeps nothing of it', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    server.put(memberRow(garden, ada, 'owner', { left: true }))
    await until(() => titles(tab).length === 0)
    here.link.allowPages(100)
    await until(() => isDone(tab))
    expect((await tab.store.outbox()).meta).toMatchObject({ downloads: {} })
    server.put(memberRow(garden, ada, 'owner'))
    await until(() => titles(tab).length === TASKS)
    const again = await here.openTab()
    await until(() => titles(again).length === TASKS)
  })

  test('[N15] another epoch begins it anew', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    server.restore(server.record, 'epoch-2')
    here.link.dropSockets(1006)
    while ((await tab.store.outbox()).meta.epoch !== 'epoch-2') await flush()
    expect((await tab.store.outbox()).meta.downloads).toEqual({})
    tab.device.syncNow()
    here.link.allowPages(100)
    await until(() => isDone(tab) && titles(tab).length === TASKS)
    expect(titles(tab)).toEqual(onServer())
  })

  test('what a person writes meanwhile is drawn at once and sent without waiting', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    tab.device.mutate('create-task', { id: nthTask(500), title: 'Mine', projectId: garden })
    expect(titles(tab)).toContain('Mine')
    await until(() => onServer().includes('Mine'))
    here.link.allowPages(100)
    await until(() => isDone(tab) && titles(tab).length === TASKS + 1)
    expect(titles(tab)).toEqual(onServer())
    await until(() => tab.device.status().pending === 0)
  })

  test('a second tab that opens meanwhile follows, and ends with the same', async () => {
    const here = computer(disk())
    const tab = await halfway(here)
    const other = await here.openTab()
    await until(() => titles(other).length === 28)
    here.link.allowPages(2)
    await until(() => titles(other).length === 48)
    here.link.allowPages(100)
    await until(() => isDone(tab) && isDone(other))
    expect(titles(other)).toEqual(onServer())
    expect(other.device.status().loading).toEqual(tab.device.status().loading)
  })
})
