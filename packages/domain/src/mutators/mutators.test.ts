import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canSeeTask, roleIn } from '../access/access.ts'
import type { IsoDate } from '../iso-date.ts'
import { ProjectRole } from '../projects/member.ts'
import { ProjectStatus } from '../projects/project.ts'
import { keyOf, Row } from '../rows.ts'
import { OrderKey } from '../tasks/order-key.ts'
import { TaskPriority, TaskStatus } from '../tasks/task.ts'
import { patched, rowsOf } from '../testing/rows-of.ts'
import { run } from '../testing/run.ts'
import {
  aMember,
  aProject,
  aTask,
  aUser,
  conflictId,
  created,
  now,
  projectId,
  taskId,
  userId,
} from '../testing/samples.ts'
import { findMutator, type MutatorInput, type MutatorName, mutators } from './registry.ts'

const user = fc.constantFrom(1, 2, 3).map(userId)
const project = fc.constantFrom(1, 2).map(projectId)
const task = fc.constantFrom(1, 2, 3).map(taskId)
const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'))
const orderKey = fc.constantFrom('a1', 'a2').map((key) => OrderKey.parse(key))
const at = fc
  .date({ min: new Date('2026-10-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString() as IsoDate)
const edit = <T>(value: fc.Arbitrary<T>) => fc.record({ base: value, value })
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value)

const inputs: { [N in MutatorName]: fc.Arbitrary<MutatorInput<N>> } = {
  'create-task': fc.record({
    id: task,
    title: fc.constantFrom('Dig', 'Sow'),
    status: fc.constantFrom(...TaskStatus.options),
    assignedTo: orNull(user),
    projectId: orNull(project),
    tags,
  }),
  'edit-task': fc.record({ id: task, priority: edit(fc.constantFrom(...TaskPriority.options)) }),
  'set-task-status': fc.record({ id: task, status: edit(fc.constantFrom(...TaskStatus.options)) }),
  'assign-task': fc.record({ id: task, assignedTo: edit(orNull(user)) }),
  'tag-task': fc.record({ id: task, add: tags, remove: tags }),
  'move-task': fc.record({ id: task, projectId: edit(orNull(project)) }),
  'order-task': fc.record({ id: task, orderKey }),
  'delete-task': fc.record({ id: task }),
  'restore-task': fc.record({ id: task }),
  'create-project': fc.record({ id: project, name: fc.constant('Garden') }),
  'edit-project': fc.record({ id: project, name: edit(fc.constantFrom('Garden', 'Yard')) }),
  'set-project-status': fc.record({
    id: project,
    status: edit(fc.constantFrom(...ProjectStatus.options)),
  }),
  'set-member-role': fc.record({
    projectId: project,
    userId: user,
    role: fc.constantFrom(...ProjectRole.options),
  }),
  'remove-member': fc.record({ projectId: project, userId: user }),
  'edit-profile': fc.record({ firstName: fc.constantFrom('Ann', 'Bob') }),
  'edit-preferences': fc.record({ theme: fc.constantFrom('light' as const, 'dark' as const) }),
  'dismiss-conflict': fc.record({ id: fc.constant(conflictId(1)), dismissed: fc.boolean() }),
  noop: fc.constant({}),
}

interface Step {
  name: MutatorName
  args: never
  context: { actor: ReturnType<typeof userId>; at: IsoDate; now: IsoDate }
}
const step: fc.Arbitrary<Step> = fc
  .constantFrom(...(Object.keys(inputs) as MutatorName[]))
  .chain((name) =>
    fc.record({
      name: fc.constant(name),
      args: inputs[name] as fc.Arbitrary<never>,
      context: fc.record({ actor: user, at, now: fc.constant(now) }),
    }),
  )

const world: fc.Arbitrary<Row[]> = fc
  .array(fc.tuple(user, fc.constantFrom(...ProjectRole.options), fc.boolean()), { maxLength: 4 })
  .map((places) => {
    const members = places
      .filter(([id]) => id !== userId(1))
      .map(([id, role, left]) => aMember(projectId(1), id, role, { left }))
    const rows = [
      ...[1, 2, 3].map((n) => aUser(userId(n))),
      aProject({ id: projectId(1), ownerId: userId(1) }),
      aMember(projectId(1), userId(1), 'owner'),
      ...members,
      aTask({ id: taskId(1), createdBy: userId(1), projectId: projectId(1) }),
      aTask({ id: taskId(2), createdBy: userId(2) }),
    ]
    return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
  })

const followed = (check: (before: Row[], step: Step, after: ReturnType<typeof run>) => void) =>
  fc.assert(
    fc.property(world, fc.array(step, { minLength: 1, maxLength: 30 }), (start, steps) => {
      let rows = start
      for (const next of steps) {
        const outcome = run(rows, next.name, next.args, next.context)
        check(rows, next, outcome)
        rows = outcome.rows
      }
    }),
    { numRuns: 300 },
  )

describe('whatever people do', () => {
  test('a mutator that meets its own effect changes nothing and is not refused', () => {
    let applied = 0
    followed((_, { name, args, context }, { code, rows, changed }) => {
      if (code !== 'applied') return
      if (changed.length > 0) applied++
      const again = run(rows, name, args, context)
      // An assignee who hands back another's task sees it no more: to them it is unknown from then on.
      if (again.code === 'task-not-found') {
        const [task] = changed.filter((row) => row.kind === 'task')
        expect(task && canSeeTask(rowsOf(rows), task.row, context.actor)).toBe(false)
        return
      }
      expect({ name, ...again }).toMatchObject({ code: 'applied', changed: [], activity: [] })
    })
    expect(applied).toBeGreaterThan(300)
  })

  test('[W4] a task has completedAt exactly when completed, between its creation and now', () => {
    followed((_, __, { rows }) => {
      for (const row of rows) {
        if (row.kind !== 'task') continue
        const { status, completedAt, createdAt } = row.row
        expect(completedAt !== null).toBe(status === 'completed')
        if (completedAt) expect(completedAt >= createdAt && completedAt <= now).toBe(true)
      }
    })
  })

  test('the assignee of a project’s task is a member of the project', () => {
    followed((_, __, { rows }) => {
      for (const row of rows) {
        if (row.kind !== 'task' || !row.row.projectId || !row.row.assignedTo) continue
        expect(roleIn(rowsOf(rows), row.row.projectId, row.row.assignedTo)).not.toBeNull()
      }
    })
  })

  test('a person changes no task that they could not see', () => {
    followed((before, { context }, { changed }) => {
      for (const row of changed) {
        const found = row.kind === 'task' ? rowsOf(before).task(row.row.id) : undefined
        if (found) expect(canSeeTask(rowsOf(before), found, context.actor)).toBe(true)
      }
    })
  })

  test('every change leaves valid rows and an activity', () => {
    followed((_, __, { changed, activity }) => {
      for (const row of changed) Row.parse(row)
      expect(activity.length > 0).toBe(changed.length > 0)
    })
  })

  test('a project keeps its owner as a member', () => {
    followed((_, __, { rows }) => {
      for (const row of rows)
        if (row.kind === 'project')
          expect(roleIn(rowsOf(rows), row.row.id, row.row.ownerId)).toBe('owner')
    })
  })
})

describe('to a stranger', () => {
  const aboutTasks = [
    'edit-task',
    'set-task-status',
    'assign-task',
    'tag-task',
    'move-task',
    'order-task',
    'delete-task',
    'restore-task',
  ] as const
  test.each(aboutTasks)('%s answers for a task of another as for an unknown one', (name) => {
    fc.assert(
      fc.property(inputs[name] as fc.Arbitrary<never>, (args: { id: string }) => {
        const there = aTask({ id: taskId(1), createdBy: userId(1), createdAt: created })
        const about = { ...args, id: taskId(1) } as never
        const context = { actor: userId(3), at: now, now }
        const absent = run([], name, about, context).code
        expect(run([there], name, about, context).code).toBe(absent)
        expect(absent).toBe('task-not-found')
      }),
    )
  })
})

describe('on a device', () => {
  test('a mutator decides nothing by rows that the device lacks', () => {
    const inUnknownProject = aTask({ projectId: projectId(1) })
    const rows = rowsOf([inUnknownProject], false)
    const args = mutators['edit-task'].args.parse({
      id: taskId(1),
      title: { base: 'Plant bulbs', value: 'Rest' },
    })
    const context = { actor: userId(1), at: now, now }
    const { patches } = mutators['edit-task'].apply(rows, args, context)
    expect(patched([inUnknownProject], patches)).toMatchObject([{ row: { title: 'Rest' } }])
  })
})

test('findMutator knows every name and no others', () => {
  for (const [name, mutator] of Object.entries(mutators)) {
    expect(mutator.name).toBe(name)
    expect(findMutator(name)).toBe(mutator)
  }
  expect(findMutator('constructor')).toBeUndefined()
  expect(findMutator('')).toBeUndefined()
})
