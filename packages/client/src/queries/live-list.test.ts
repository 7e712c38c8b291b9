import { compareOrder, type OrderKey, type Tag, type Task, type TaskStatus } from '@holdfast/domain'
import { nthProject, nthTask, nthUser, taskRow } from '@holdfast/sync/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ItemChange, LiveList } from './live-list.ts'
import { matcherOf, orderOf, type TaskQuery, type TaskSort } from './task-query.ts'

const statuses: readonly TaskStatus[] = ['todo', 'in_progress', 'completed']
const sorts: readonly TaskSort[] = [
  'manual',
  'agenda',
  'closing',
  'due',
  'priority',
  'created',
  'updated',
  'deleted',
  'title',
]
const queries: readonly TaskQuery[] = [
  {},
  { open: true },
  { project: nthProject(1) },
  { project: null, status: ['todo', 'completed'] },
  { tag: 'b' as Tag, assignee: null },
  { trash: true },
]

const task = fc
  .record({
    n: fc.nat(30),
    title: fc.constantFrom('Water beans', 'Mow', 'Bend water pipe', 'Äpfel'),
    status: fc.constantFrom(...statuses),
    project: fc.nat(2),
    tag: fc.constantFrom('a', 'b'),
    order: fc.constantFrom('a0V', 'a1V', 'a2V'),
    isTrash: fc.boolean(),
  })
  .map(
    ({ n, title, status, project, tag, order, isTrash }): Task =>
      taskRow(nthTask(n), nthUser(1), {
        title,
        status,
        projectId: project === 0 ? null : nthProject(project),
        tags: [tag as Tag],
        orderKey: order as OrderKey,
        deletedAt: isTrash ? ('2026-11-22T08:00:00.000Z' as Task['createdAt']) : null,
      }).row,
  )

const change = fc.tuple(fc.boolean(), task)

test('a list that follows changes is the list built anew', () => {
  let told = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...queries),
      fc.constantFrom(...sorts),
      fc.array(fc.array(change, { maxLength: 60 }), { maxLength: 15 }),
      (query, sort, batches) => {
        const all = new Map<string, Task>()
        const matches = matcherOf(query)
        const compare = orderOf({ sort })
        const build = () => [...all.values()].filter(matches).sort(compare)
        const list = new LiveList({ matches, compare, build })
        const unwatched = new LiveList({ matches, compare, build })
        list.subscribe(() => told++)
        list.get()
        unwatched.get()
        for (const batch of batches) {
          const changes = new Map<string, ItemChange<Task>>()
          for (const [isGone, each] of batch) {
            if (changes.has(each.id) || (isGone && !all.has(each.id))) continue
            changes.set(each.id, { before: all.get(each.id), after: isGone ? undefined : each })
            if (isGone) all.delete(each.id)
            else all.set(each.id, each)
          }
          const before = list.get()
          if (list.change([...changes.values()])) list.tell()
          unwatched.change([...changes.values()])
          expect(list.get()).toEqual(build())
          if (changes.size === 0) expect(list.get()).toBe(before)
          if (batch.length % 3 === 0) expect(unwatched.get()).toEqual(build())
        }
        expect(unwatched.get()).toEqual(build())
      },
    ),
  )
  expect(told).toBeGreaterThan(100)
})

test('an unwatched list that missed much is built anew when asked again', () => {
  const all = new Map<string, Task>()
  const list = new LiveList<Task>({
    matches: () => true,
    compare: compareOrder,
    build: () => [...all.values()].sort(compareOrder),
  })
  expect(list.get()).toEqual([])
  for (let n = 1; n <= 2_001; n++) {
    const { row } = taskRow(nthTask(n), nthUser(1))
    all.set(row.id, row)
    list.change([{ before: undefined, after: row }])
  }
  expect(list.isBuilt).toBe(false)
  expect(list.get()).toHaveLength(2_001)
})
