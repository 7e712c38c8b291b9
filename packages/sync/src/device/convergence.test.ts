import {
  AppError,
  type Bucket,
  memberId,
  type Row,
  type RowKey,
  rowKey,
  type TaskId,
} from '@holdfast/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ModelDevice } from '../testing/model-device.ts'
import { ModelServer } from '../testing/model-server.ts'
import {
  dawn,
  memberRow,
  nthProject,
  nthTask,
  nthUser,
  projectRow,
  taskRow,
  userRow,
} from '../testing/world.ts'
import type { Frame } from '../wire/live.ts'
import { Replica } from './replica.ts'

const people = [nthUser(1), nthUser(2)] as const
const projects = [nthProject(1), nthProject(2)] as const

/** Two people with two devices and one with one, and what is under way between them and the server. */
class World {
  readonly server = new ModelServer({ now: () => dawn, pageRows: 3 })
  readonly devices = [
    new ModelDevice(people[0], 'laptop'),
    new ModelDevice(people[0], 'phone'),
    new ModelDevice(people[1], 'desk'),
  ]
  readonly frames: Frame[][] = []
  readonly answers: (() => void)[][] = []
  readonly done: Record<string, number> = {}
  private tasks = 0

  constructor() {
    const [ada, bob] = people
    this.server.put(userRow(ada), userRow(bob, 'Bob'))
    for (const id of projects) {
      this.server.put(projectRow(id, ada), memberRow(id, ada, 'owner'), memberRow(id, bob))
      for (let i = 0; i < 4; i++)
        this.server.put(taskRow(nthTask(++this.tasks), ada, { projectId: id }))
    }
    for (const [i, device] of this.devices.entries()) {
      this.frames[i] = []
      this.answers[i] = []
      const hello = { type: 'hello', protocol: 1, token: '', epoch: null, positions: {} } as const
      this.server.listen(device.userId, hello, (message) => {
        if (message.type === 'frame') this.frames[i]?.push(message)
      })
    }
  }

  mutate(device: ModelDevice, kind: number, n: number, m: number): void {
    const id = this.someTask(n)
    const projectId = projects[m % 3] ?? null
    try {
      switch (kind) {
        case 0:
          device.mutate('create-task', { id: nthTask(++this.tasks), title: 'New', projectId })
          break
        case 1:
          device.mutate('edit-task', { id, title: { base: 'x', value: `Title ${n}.${m}` } })
          break
        case 2:
          device.mutate('move-task', { id, projectId: { base: null, value: projectId } })
          break
        case 3:
          device.mutate('tag-task', { id, add: [`tag${m}`], remove: [`tag${n % 7}`] })
          break
        case 4:
          device.mutate('assign-task', {
            id,
            assignedTo: { base: null, value: people[m % 2] ?? null },
          })
          break
        case 5:
          device.mutate('delete-task', { id })
          break
        case 6:
          device.mutate('create-project', { id: nthProject(10 + ++this.tasks), name: 'New' })
          break
        case 7:
          device.mutate('remove-member', {
            projectId: projects[n % 2] ?? projects[0],
            userId: people[1],
          })
          break
      }
      this.count('mutations')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.count('refused here')
    }
  }

  /** Bob leaves a project, or is in it again. */
  membership(n: number): void {
    const projectId = projects[n % 2] ?? projects[0]
    const bob = people[1]
    const left = this.server.record.member(projectId, bob)?.left === false
    this.server.put(memberRow(projectId, bob, 'editor', { id: memberId(projectId, bob), left }))
    this.count(left ? 'left' : 'came back')
  }

  frame(i: number, pick: number, how: 'deliver' | 'repeat' | 'lose'): void {
    const queue = this.frames[i] ?? []
    const at = pick % Math.max(1, queue.length)
    const frame = queue[at]
    if (!frame) return
    if (how !== 'lose') this.devices[i]?.frame(frame)
    if (how !== 'repeat') queue.splice(at, 1)
    this.count(at > 0 ? 'out of order' : how)
  }

  /** Another life of the database, with everything in it but without memory of who sent what. */
  restore(): void {
    this.server.restore(this.server.record, `epoch-${this.count('restored')}`)
  }

  heal(): void {
    for (let round = 0; round < 50; round++)
      for (const [i, device] of this.devices.entries()) {
        this.frames[i] = []
        this.answers[i] = []
        if (!device.push(this.server)) device.pull(this.server)()
      }
  }

  count(what: string): number {
    this.done[what] = (this.done[what] ?? 0) + 1
    return this.done[what]
  }

  private someTask(n: number): TaskId {
    return nthTask((n % this.tasks) + 1)
  }
}

const device = fc.nat(2)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant('mutate' as const), device, fc.nat(7), fc.nat(40), fc.nat(9)),
  },
  { weight: 3, arbitrary: fc.tuple(fc.constant('push' as const), device, fc.boolean()) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('ask' as const), device) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('answer' as const), device, fc.nat(5)) },
  {
    weight: 8,
    arbitrary: fc.tuple(
      fc.constant('frame' as const),
      device,
      fc.oneof(fc.constant(0), fc.nat(6)),
      fc.constantFrom('deliver' as const, 'repeat' as const, 'lose' as const),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('membership' as const), fc.nat(1)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('restore' as const)) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const take = (world: World, [what, ...how]: Step): void => {
  const [i = 0, n = 0, m = 0, o = 0] = how as number[]
  const one = world.devices[i] as ModelDevice
  switch (what) {
    case 'mutate':
      world.mutate(one, n, m, o)
      break
    case 'push':
      one.push(world.server, Boolean(n))
      break
    case 'ask':
      world.answers[i]?.push(one.pull(world.server))
      break
    case 'answer': {
      const answers = world.answers[i] ?? []
      answers.splice(n % Math.max(1, answers.length), 1)[0]?.()
      break
    }
    case 'frame':
      world.frame(i, n, how[2] as 'deliver')
      break
    case 'membership':
      world.membership(i)
      break
    case 'restore':
      world.restore()
      break
  }
}

/** Without what the base notes beside them. */
const byKey = (rows: Iterable<Row>): Map<RowKey, Row> =>
  new Map([...rows].map(({ kind, row }) => [rowKey(kind, row.id), { kind, row } as Row]))

/** The same base and outbox, replayed from nothing. */
const afresh = (one: ModelDevice): Map<RowKey, Row> => {
  const replica = new Replica(one.userId)
  for (const [key, row] of one.replica.view.base.rows())
    for (const bucket of one.replica.view.base.bucketsOf(key)) replica.load({ bucket, rows: [row] })
  replica.restore(one.outbox)
  return byKey(replica.view.rows())
}

const visible = (world: World, one: ModelDevice): Map<RowKey, Row> => {
  const { record } = world.server
  const rows = record.granted(one.userId).flatMap((bucket: Bucket) => record.rowsIn(bucket))
  return byKey(rows)
}

test('[R2] [B5] [O1] devices converge with the server, whatever is lost, doubled, late or restored', () => {
  const done: Record<string, number> = {}
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 150 }), (steps) => {
      const world = new World()
      for (const each of steps) {
        take(world, each)
        for (const one of world.devices) expect(byKey(one.rows().values())).toEqual(afresh(one))
      }
      world.heal()
      for (const one of world.devices) {
        expect(one.outbox.filter(({ settlement }) => !settlement)).toEqual([])
        expect(one.outbox.filter(({ settlement }) => settlement?.status === 'applied')).toEqual([])
        expect(byKey(one.rows().values())).toEqual(visible(world, one))
      }
      for (const [what, n] of Object.entries(world.done)) done[what] = (done[what] ?? 0) + n
    }),
    { numRuns: 100 },
  )
  for (const what of [
    'mutations',
    'repeat',
    'lose',
    'out of order',
    'left',
    'came back',
    'restored',
  ])
    expect(done[what], what).toBeGreaterThan(0)
}, 60_000)
