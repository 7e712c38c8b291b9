import {
  type IsoDate,
  type OrderKey,
  projectBucket,
  type Row,
  type Tag,
  type Task,
  type TaskStatus,
  userBucket,
} from '@holdfast/domain'
import { Replica } from '@holdfast/sync'
import { nthProject, nthTask, nthUser, projectRow, taskRow } from '@holdfast/sync/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiveQueries } from './live-queries.ts'
import { countKey } from './task-counts.ts'
import { matcherOf, orderOf, type TaskQuery } from './task-query.ts'

const ada = nthUser(1)
const bucket = projectBucket(nthProject(1))
const statuses: readonly TaskStatus[] = ['todo', 'in_progress', 'completed', 'cancelled']
const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z` as IsoDate

const queries: readonly TaskQuery[] = [
  { open: true, sort: 'agenda' },
  { open: true, sort: 'agenda', project: nthProject(1) },
  { open: true, sort: 'agenda', tag: 'a' as Tag },
  { open: true, sort: 'agenda', dueFrom: at(10), dueBefore: at(20) },
  { status: ['completed'], sort: 'closing' },
  { status: ['completed'], sort: 'closing', assignee: ada },
  { project: null },
  { trash: true, sort: 'deleted' },
]
const groupings = [
  { key: 'status', groupOf: ({ status }: Task): string => status },
  { key: 'project', groupOf: ({ projectId }: Task): string => projectId ?? 'none' },
]

const row = fc
  .record({
    n: fc.nat(40),
    status: fc.constantFrom(...statuses),
    project: fc.nat(2),
    tag: fc.constantFrom('a', 'b'),
    mine: fc.boolean(),
    day: fc.option(fc.integer({ min: 1, max: 28 })),
    order: fc.constantFrom('a0V', 'a1V'),
    isTrash: fc.boolean(),
  })
  .map(({ n, status, project, tag, mine, day, order, isTrash }) =>
    taskRow(nthTask(n), ada, {
      status,
      projectId: project === 0 ? null : nthProject(project),
      tags: [tag as Tag],
      assignedTo: mine ? ada : null,
      dueDate: day === null ? null : at(day),
      orderKey: order as OrderKey,
      completedAt: status === 'completed' ? at(1 + (n % 28)) : null,
      deletedAt: isTrash ? at(28) : null,
    }),
  )

type Step =
  | { type: 'put'; rows: Row[] }
  | { type: 'remove'; numbers: number[] }
  | { type: 'project'; n: number; isDeleted: boolean }
  | { type: 'reset' }
  | { type: 'watch'; n: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      rows: fc.oneof(
        fc.array(row, { maxLength: 3 }),
        fc.array(row, { minLength: 60, maxLength: 90 }),
      ),
    }),
  },
  fc.record({
    type: fc.constant('remove' as const),
    numbers: fc.array(fc.nat(40), { maxLength: 20 }),
  }),
  fc.record({
    type: fc.constant('project' as const),
    n: fc.constantFrom(1, 2),
    isDeleted: fc.boolean(),
  }),
  fc.record({ type: fc.constant('reset' as const) }),
  fc.record({ type: fc.constant('watch' as const), n: fc.nat(20) }),
)

class World {
  replica = new Replica(ada)
  readonly live = new LiveQueries(ada, this.replica.view)
  private readonly stops: (() => void)[] = []
  private version = 0
  private position = 1
  told = 0

  put(rows: readonly Row[]): void {
    const once = new Map(rows.map((each) => [each.row.id, each]))
    const fresh = [...once.values()].map(
      (each) => ({ ...each, row: { ...each.row, version: ++this.version } }) as Row,
    )
    this.live.change(this.replica.load({ bucket, rows: fresh }))
  }

  remove(numbers: readonly number[]): void {
    const removed = [...new Set(numbers)].map((n) => ({
      kind: 'task' as const,
      id: nthTask(n),
      version: ++this.version,
    }))
    const from = this.position++
    const delta = { bucket, from, to: this.position, rows: [], removed, after: null }
    this.live.change(this.replica.apply({ type: 'delta', delta, dropped: [] } as never))
  }

  take(one: Step): void {
    if (one.type === 'put') this.put(one.rows)
    else if (one.type === 'remove') this.remove(one.numbers)
    else if (one.type === 'project')
      this.put([
        projectRow(nthProject(one.n), ada, { status: one.isDeleted ? 'deleted' : 'active' }),
      ])
    else if (one.type === 'reset') this.swap()
    else this.watch(one.n)
  }

  /** Another view of the same rows, a few of them gone. */
  private swap(): void {
    const other = new Replica(ada)
    const rows = [...this.replica.view.rows()].filter(
      ({ row }, i) => i % 5 !== 0 || !('title' in row),
    )
    other.load({ bucket: userBucket(ada), rows })
    other.load({ bucket, rows })
    this.replica = other
    this.live.reset(other.view)
  }

  /** Begins to watch something, or to watch nothing. */
  private watch(n: number): void {
    if (n === 0) for (const stop of this.stops.splice(0)) stop()
    const tell = () => this.told++
    const query = queries[n % queries.length] as TaskQuery
    const grouping = groupings[n % groupings.length] as (typeof groupings)[number]
    const watched =
      n % 3 === 0
        ? this.live.groups(query, grouping)
        : n % 3 === 1
          ? this.live.tasks(query)
          : this.live.counts()
    watched.get()
    this.stops.push(watched.subscribe(tell))
  }

  /** Everything worked out anew from the rows of the view. */
  expected(query: TaskQuery): Task[] {
    return this.shown().filter(matcherOf(query)).sort(orderOf(query))
  }

  shown(): Task[] {
    const { view } = this.replica
    return [...view.rows()].flatMap(({ kind, row: each }) =>
      kind === 'task' &&
      (each.projectId === null || view.project(each.projectId)?.status !== 'deleted')
        ? each
        : [],
    )
  }
}

const check = (world: World): void => {
  const { live } = world
  for (const query of queries) {
    const tasks = world.expected(query)
    expect(live.tasks(query).get()).toEqual(tasks)
    for (const grouping of groupings) {
      const groups = Object.groupBy(tasks, grouping.groupOf)
      expect(Object.fromEntries(live.groups(query, grouping).get())).toEqual({ ...groups })
    }
  }
  const counts = new Map<string, number>()
  const tags = new Map<string, number>()
  for (const { status, projectId, tags: own } of world.shown().filter((one) => !one.deletedAt)) {
    const key = countKey(status, projectId)
    counts.set(key, (counts.get(key) ?? 0) + 1)
    for (const tag of own) tags.set(tag, (tags.get(tag) ?? 0) + 1)
  }
  expect(new Map(live.counts().get())).toEqual(counts)
  expect(new Map(live.tags().get())).toEqual(tags)
}

test('every answer is what all rows give anew, whatever happened, watched or not', () => {
  let told = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), fc.nat(3), (steps, pace) => {
      const world = new World()
      for (const [i, one] of steps.entries()) {
        world.take(one)
        // Not after each step: what nobody asks for is not kept up, only noted.
        if (i % (pace + 1) === 0) check(world)
      }
      check(world)
      told += world.told
    }),
    { numRuns: 150 },
  )
  expect(told).toBeGreaterThan(200)
})
