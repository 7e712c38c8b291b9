import type { IsoDate, ProjectId, Task } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupings, groupTasks } from './group-tasks.ts'

const moment = { now: new Date('2026-11-24T10:00:00.000Z'), timeZone: 'UTC', locale: 'en-GB' }
const web = {
  id: 'p1' as ProjectId,
  name: 'Website',
  description: null,
  status: 'active' as const,
  ownerId: 'u1' as Task['createdBy'],
  createdAt: '2026-01-01T00:00:00.000Z' as IsoDate,
  updatedAt: '2026-01-01T00:00:00.000Z' as IsoDate,
  version: 1,
}

const dates = fc.option(
  fc.constantFrom('2026-11-20', '2026-11-24', '2026-12-02').map((day) => `${day}T00:00:00.000Z`),
)
const anyTask = fc
  .record({
    id: fc.uuid(),
    status: fc.constantFrom('todo', 'in_progress', 'in_review', 'completed', 'cancelled'),
    priority: fc.constantFrom('low', 'medium', 'high', 'critical'),
    dueDate: dates,
    projectId: fc.option(fc.constant('p1')),
  })
  .map(
    (over) =>
      ({
        title: 'x',
        dueAllDay: true,
        createdAt: '2026-11-01T00:00:00.000Z',
        updatedAt: '2026-11-01T00:00:00.000Z',
        completedAt: over.status === 'completed' ? '2026-11-02T00:00:00.000Z' : null,
        deletedAt: null,
        tags: [],
        ...over,
      }) as unknown as Task,
  )

describe('groupTasks', () => {
  it('draws every task exactly once, whatever it is grouped by', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyTask, { selector: ({ id }) => id }),
        fc.constantFrom(...groupings),
        (tasks, by) => {
          const groups = groupTasks(tasks, by, { moment, projects: [web] })
          const drawn = groups.flatMap((group) => group.tasks.map(({ id }) => id))
          expect(drawn.sort()).toEqual(tasks.map(({ id }) => id).sort())
          expect(groups.every((group) => group.tasks.length > 0)).toBe(true)
        },
      ),
    )
  })

  it('puts late work first and folds closed work away', () => {
    const [base] = fc.sample(anyTask, 1)
    const make = (over: Partial<Task>) => ({ ...base, ...over }) as Task
    const groups = groupTasks(
      [
        make({ status: 'completed', completedAt: moment.now.toISOString() as IsoDate }),
        make({ status: 'todo', dueDate: null }),
        make({ status: 'todo', dueDate: '2026-11-23T00:00:00.000Z' as IsoDate, dueAllDay: true }),
      ],
      'due',
      { moment, projects: [] },
    )
    expect(groups.map(({ id, folded = false }) => [id, folded])).toEqual([
      ['overdue', false],
      ['no-date', false],
      ['completed', true],
    ])
  })
})
