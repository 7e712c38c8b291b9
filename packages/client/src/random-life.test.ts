import {
  AppError,
  isoDate,
  keyOf,
  type Row,
  type RowKey,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import { StorageError } from '@holdfast/sync'
import {
  ModelServer,
  memberRow,
  nthProject,
  nthTask,
  nthUser,
  projectRow,
  userRow,
} from '@holdfast/sync/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FakeClock, flush } from './testing/fake-clock.ts'
import {
  ModelComputer,
  type ModelTab,
  memoryDisk,
  type OpenStore,
} from './testing/model-computer.ts'

const [ada, bob] = [nthUser(1), nthUser(2)]
const garden = nthProject(1)
const MOST_TABS = 3

/** How the next commits of a computer's disk fail: not made, or made and reported as failed. */
interface Faults {
  refused: number
  unreported: number
}

const faulty = (faults: Faults): OpenStore => {
  const open = memoryDisk()
  return async (options) => {
    const store = await open(options)
    const commit = store.commit.bind(store)
    store.commit = async (changes) => {
      if (faults.refused > 0) {
        faults.refused--
        throw new StorageError('quota', new Error('full'))
      }
      const committed = await commit(changes)
      if (faults.unreported === 0) return committed
      faults.unreported--
      throw new StorageError('closed', new Error('gone'))
    }
    return store
  }
}

interface Home {
  userId: UserId
  faults: Faults
  computer: ModelComputer
  tabs: ModelTab[]
}

/** Three computers of two people, and what was promised to them. */
class World {
  readonly clock = new FakeClock()
  readonly server = new ModelServer({ now: () => isoDate(new Date(this.clock.now())), pageRows: 4 })
  readonly homes: Home[]
  readonly durable = new Set<TaskId>()
  readonly done: Record<string, number> = {}
  mutations = 0
  private tasks = 0

  constructor() {
    this.server.put(userRow(ada), userRow(bob, 'Bob'))
    this.server.put(
      projectRow(garden, ada),
      memberRow(garden, ada, 'owner'),
      memberRow(garden, bob),
    )
    this.homes = [ada, ada, bob].map((userId, i) => {
      const { server, clock } = this
      const faults = { refused: 0, unreported: 0 }
      const computer = new ModelComputer({
        server,
        userId,
        clock,
        name: `computer${i}`,
        openStore: faulty(faults),
      })
      return { userId, faults, computer, tabs: [] }
    })
  }

  mutate({ device }: ModelTab, kind: number, n: number): void {
    const id = nthTask((n % Math.max(1, this.tasks)) + 1)
    try {
      if (kind === 0) {
        const fresh = nthTask(++this.tasks)
        const { durable } = device.mutate('create-task', { id: fresh, title: `Task ${fresh}` })
        void durable.then(() => this.durable.add(fresh))
      } else if (kind === 1)
        device.mutate('edit-task', { id, title: { base: 'x', value: `Title ${n}` } })
      else if (kind === 2)
        device.mutate('move-task', {
          id,
          projectId: { base: null, value: n % 2 ? garden : null },
        })
      else device.mutate('tag-task', { id, add: [`tag${n}`] })
      this.mutations++
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }

  membership(): void {
    const left = this.server.record.member(garden, bob)?.left === false
    this.server.put(memberRow(garden, bob, 'editor', { left }))
  }

  async take({ what, home, tab, n }: Step): Promise<void> {
    const at = this.homes[home] as Home
    const one = at.tabs[tab % Math.max(1, at.tabs.length)]
    if (what === 'open' && at.tabs.length < MOST_TABS) at.tabs.push(await at.computer.openTab())
    else if (what === 'cut') at.computer.link.cut()
    else if (what === 'heal') at.computer.link.heal()
    else if (what === 'lose') at.computer.link.repliesToLose = 1
    else if (what === 'drop') at.computer.link.dropSockets(1006)
    else if (what === 'refuse') at.faults.refused = 1 + (n % 3)
    else if (what === 'unreport') at.faults.unreported = 1
    else if (what === 'wait') await this.clock.advance(n * 200)
    else if (what === 'membership') this.membership()
    else if (!one) return
    else if (what === 'mutate') this.mutate(one, n % 4, n)
    else if (what === 'fold') await one.store.fold().catch(() => 0)
    else if (what === 'sync') one.device.syncNow()
    else if (what === 'kill' || what === 'freeze') {
      one[what]()
      at.tabs.splice(at.tabs.indexOf(one), 1)
    }
    this.done[what] = (this.done[what] ?? 0) + 1
    if (n % 3 > 0) await flush()
  }

  /** Everything well again, and time to get over it. */
  async settle(): Promise<ModelTab[]> {
    const last: ModelTab[] = []
    for (const { computer } of this.homes) {
      computer.link.heal()
      last.push(await computer.openTab())
    }
    for (let i = 0; i < 20; i++) await this.clock.advance(10_000)
    return last
  }

  visible(userId: UserId): Map<RowKey, Row> {
    const { record } = this.server
    return byKey(record.granted(userId).flatMap((bucket) => record.rowsIn(bucket)))
  }
}

const byKey = (rows: readonly Row[]): Map<RowKey, Row> =>
  new Map(rows.map((row) => [keyOf(row), row]))

const titlesOf = ({ device }: ModelTab): string[] =>
  device.queries
    .tasks({ sort: 'title' })
    .get()
    .map(({ id, title, tags, projectId }) => JSON.stringify([id, title, tags, projectId]))

const whats = [
  ...Array.from({ length: 14 }, () => 'mutate' as const),
  'open',
  'open',
  'open',
  'kill',
  'freeze',
  'cut',
  'heal',
  'heal',
  'lose',
  'drop',
  'wait',
  'wait',
  'wait',
  'fold',
  'sync',
  'membership',
  'refuse',
  'unreport',
] as const

const step = fc.record({
  what: fc.constantFrom(...whats),
  home: fc.nat(2),
  tab: fc.nat(2),
  n: fc.nat(40),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

test('[D2] [O1] whatever becomes of tabs and links, nothing durable is lost or done twice, and all ends equal', async () => {
  const done: Record<string, number> = {}
  let durable = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 120 }), async (steps) => {
      const world = new World()
      for (const home of world.homes) home.tabs.push(await home.computer.openTab())
      for (const each of steps) await world.take(each)
      const tabs = await world.settle()
      const { record, ran } = world.server
      for (const id of world.durable) expect(record.task(id), id).toBeDefined()
      expect(new Set(ran).size).toBe(ran.length)
      expect(ran.length).toBeLessThanOrEqual(world.mutations)
      for (const [i, { userId, tabs: others }] of world.homes.entries()) {
        const rows = [...world.visible(userId).values()]
        const expected = rows
          .flatMap((row) => (row.kind === 'task' ? [row.row] : []))
          .map(({ id, title, tags, projectId }) => JSON.stringify([id, title, tags, projectId]))
        for (const tab of [tabs[i] as ModelTab, ...others]) {
          expect(tab.device.status()).toMatchObject({
            saving: 0,
            pending: 0,
            link: 'online',
            storageError: null,
          })
          expect(tab.device.status().loading).toEqual({ rows: rows.length, toCome: 0, done: true })
          expect(titlesOf(tab).sort()).toEqual(expected.sort())
        }
      }
      durable += world.durable.size
      for (const [what, n] of Object.entries(world.done)) done[what] = (done[what] ?? 0) + n
    }),
    { numRuns: 30 },
  )
  for (const what of new Set(whats)) expect(done[what], what).toBeGreaterThan(0)
  expect(durable).toBeGreaterThan(50)
}, 120_000)
