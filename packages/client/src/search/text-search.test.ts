import {
  type Project,
  projectBucket,
  type Row,
  type Tag,
  type Task,
  userBucket,
} from '@holdfast/domain'
import { Replica } from '@holdfast/sync'
import { nthProject, nthTask, nthUser, projectRow, taskRow } from '@holdfast/sync/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveQueries } from '../queries/live-queries.ts'
import { matcherOf, orderOf } from '../queries/task-query.ts'
import { wordsOf } from './fold-text.ts'
import { openInlineIndex } from './inline-index.ts'
import { scoreOfTask } from './scan.ts'
import { type TextQuery, TextSearch } from './text-search.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const until = (condition: () => boolean) =>
  vi.waitUntil(condition, { timeout: PATIENCE, interval: 1 })
const ada = nthUser(1)
const garden = nthProject(1)
const bucket = projectBucket(garden)

let replica: Replica
let queries: LiveQueries
let search: TextSearch
let version: number

beforeEach(() => {
  replica = new Replica(ada)
  queries = new LiveQueries(ada, replica.view)
  version = 0
})
afterEach(() => search.close())

const put = (...rows: Row[]): void => {
  const fresh = rows.map((row) => ({ ...row, row: { ...row.row, version: ++version } }) as Row)
  queries.change(replica.load({ bucket, rows: fresh }))
}
const titled = (n: number, title: string, over: Partial<Task> = {}): Row =>
  taskRow(nthTask(n), ada, { title, projectId: garden, ...over })

const open = () => {
  search = new TextSearch(queries.source, openInlineIndex())
}

/** Follows a search. */
const ask = (query: TextQuery) => {
  const live = search.tasks(query)
  const seen: string[][] = []
  const titles = () => live.get().tasks.map(({ title }) => title)
  live.subscribe(() => seen.push(titles()))
  live.get()
  return { live, titles, seen, complete: () => until(() => live.get().isComplete) }
}

test('a search is answered at once by what is read through, then by the index', async () => {
  put(titled(1, 'Water the beans'), titled(2, 'Wafer'))
  open()
  const { live, titles, complete } = ask({ text: 'water' })
  expect(live.get()).toMatchObject({ isAnswered: true, isComplete: false })
  expect(titles()).toEqual(['Water the beans'])
  await complete()
  expect(titles()).toEqual(['Water the beans', 'Wafer'])
})

test('a changed task comes, goes and moves at once; another changes nothing', async () => {
  put(titled(1, 'Water the beans'), titled(2, 'Feed the cat'))
  open()
  const { live, titles, complete } = ask({ text: 'beans' })
  await complete()
  const before = live.get()
  put(titled(2, 'Feed the dog'))
  expect(live.get()).toBe(before)
  put(titled(2, 'Beans for the dog'))
  expect(titles()).toEqual(['Beans for the dog', 'Water the beans'])
  put(titled(2, 'Beans for the dog', { status: 'completed' }))
  expect(titles()).toEqual(['Water the beans', 'Beans for the dog'])
  put(titled(1, 'Water the roses'))
  expect(titles()).toEqual(['Beans for the dog'])
})

test('what changes while the index is asked is not lost and not shown as it was', async () => {
  put(titled(1, 'Water the beans'), titled(2, 'Old beans'), titled(3, 'Beans'))
  open()
  await ask({ text: 'x' }).complete()
  const { titles, complete } = ask({ text: 'beans' })
  put(titled(2, 'Roses'), titled(4, 'New beans'))
  queries.change(
    replica.apply({
      type: 'delta',
      dropped: [],
      delta: {
        bucket,
        from: 1,
        to: 2,
        rows: [],
        removed: [{ kind: 'task', id: nthTask(3), version: 90 }],
        after: null,
      },
    } as never),
  )
  await complete()
  expect(titles().toSorted()).toEqual(['New beans', 'Water the beans'])
})

test('of a deleted project and of the trash nothing is found, and a forgotten bucket is forgotten', async () => {
  put(projectRow(garden, ada), titled(1, 'Water the beans'))
  put(titled(2, 'Beans', { deletedAt: '2026-11-22T08:00:00.000Z' as Task['createdAt'] }))
  open()
  const { titles, complete } = ask({ text: 'beans' })
  const inTrash = ask({ text: 'beans', trash: true })
  await complete()
  await inTrash.complete()
  expect(titles()).toEqual(['Water the beans'])
  expect(inTrash.titles()).toEqual(['Beans'])
  put(projectRow(garden, ada, { status: 'deleted' }))
  await until(() => titles().length === 0)
  put(projectRow(garden, ada))
  await until(() => titles().length === 1)
  queries.change(replica.apply({ type: 'forgotten', buckets: [bucket], dropped: [] } as never))
  expect(titles()).toEqual([])
})

test('another view: the index learns what differs', async () => {
  put(titled(1, 'Water the beans'), titled(2, 'Beans'))
  open()
  const { titles, complete } = ask({ text: 'beans' })
  await complete()
  const other = new Replica(ada)
  other.load({ bucket: userBucket(ada), rows: [titled(2, 'Roses'), titled(3, 'More beans')] })
  queries.reset(other.view)
  await until(() => titles().length === 1)
  expect(titles()).toEqual(['More beans'])
  expect(ask({ text: 'beans', open: true }).live).not.toBe(ask({ text: 'beans' }).live)
  expect(search.tasks({ text: 'beans', open: true })).toBe(
    search.tasks({ open: true, text: 'beans' }),
  )
})

test('nobody watches: it forgets, and answers anew when asked again', async () => {
  put(titled(1, 'Water the beans'))
  open()
  const live = search.tasks({ text: 'beans' })
  await until(() => live.get().isComplete)
  put(titled(2, 'Beans'))
  expect(live.get().isAnswered).toBe(false)
  await until(() => live.get().tasks.length === 2)
})

const task = fc
  .record({
    n: fc.nat(25),
    title: fc.constantFrom(
      'Water beans',
      'Mow',
      'Bend water pipe',
      'Äpfel',
      'wate beasn',
      '水やり',
    ),
    status: fc.constantFrom('todo' as const, 'completed' as const),
    tag: fc.constantFrom('water', 'b'),
    description: fc.constantFrom(null, 'bean soup', 'mow'),
    isTrash: fc.boolean(),
  })
  .map(({ n, isTrash, tag, ...rest }) =>
    taskRow(nthTask(n), ada, {
      ...rest,
      projectId: garden,
      tags: [tag as Tag],
      deletedAt: isTrash ? ('2026-11-22T08:00:00.000Z' as Task['createdAt']) : null,
    }),
  )
const batch = fc.record({
  rows: fc.uniqueArray(task, { maxLength: 8, selector: ({ row }) => row.id }),
  removed: fc.array(fc.nat(25), { maxLength: 2 }),
  projectDeleted: fc.constantFrom(null, null, null, true, false),
  waits: fc.boolean(),
})
const asked: readonly TextQuery[] = [
  { text: 'water' },
  { text: 'bean' },
  { text: 'waetr b' },
  { text: 'mow', open: true },
  { text: 'apfel', sort: 'title' },
  { text: '水' },
  { text: 'water', trash: true },
]

test('whatever changes and whenever, every search comes to what a look at every task finds', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 12 }), async (batches) => {
      replica = new Replica(ada)
      queries = new LiveQueries(ada, replica.view)
      put(projectRow(garden, ada))
      open()
      const lives = asked.map((query) => ({ query, ...ask(query) }))
      let position = 1
      for (const { rows, removed, projectDeleted, waits } of batches) {
        if (rows.length > 0) put(...rows)
        if (projectDeleted !== null)
          put(
            projectRow(garden, ada, {
              status: projectDeleted ? 'deleted' : 'active',
            } as Partial<Project>),
          )
        const gone = removed.map((n) => ({
          kind: 'task' as const,
          id: nthTask(n),
          version: ++version,
        }))
        const delta = {
          bucket,
          from: position,
          to: ++position,
          rows: [],
          removed: gone,
          after: null,
        }
        queries.change(replica.apply({ type: 'delta', delta, dropped: [] } as never))
        if (waits) await Promise.all(lives.map(({ complete }) => complete()))
      }
      const expected = ({ text, sort, ...rest }: TextQuery): Task[] =>
        [...queries.source.table.all()].filter(
          (one) =>
            matcherOf(rest)(one) &&
            !queries.source.isHidden(one) &&
            scoreOfTask(one, wordsOf(text)) > 0,
        )
      const settled = () =>
        lives.every(({ query, live }) => {
          const { tasks, isComplete } = live.get()
          return isComplete && tasks.length === expected(query).length
        })
      await until(settled).catch(() => undefined)
      for (const { query, live } of lives) {
        const { tasks } = live.get()
        expect(new Set(tasks)).toEqual(new Set(expected(query)))
        const words = wordsOf(query.text)
        const order = query.sort
          ? tasks.toSorted(orderOf(query))
          : tasks.toSorted((a, b) => scoreOfTask(b, words) - scoreOfTask(a, words))
        expect(tasks).toEqual(order)
        found += tasks.length
      }
      search.close()
    }),
    { numRuns: 60 },
  )
  expect(found).toBeGreaterThan(200)
})
