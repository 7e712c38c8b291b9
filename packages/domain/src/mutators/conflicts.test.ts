import { describe, expect, test } from 'vitest'
import type { IsoDate, Row } from '../index.ts'
import { run } from '../testing/run.ts'
import {
  aConflict,
  aMember,
  ann,
  aProject,
  aTask,
  at,
  bob,
  by,
  conflictId,
  garden,
  kitchen,
  now,
  taskId,
} from '../testing/samples.ts'

const id = taskId(1)
const world = (fields = {}): Row[] => [
  aTask({ projectId: garden, title: 'Bob’s', ...fields }),
  aProject(),
  aProject({ id: kitchen, name: 'Kitchen' }),
  aMember(garden, ann, 'owner'),
  aMember(garden, bob, 'editor'),
  aMember(kitchen, ann, 'owner'),
]
const edit = (args: object, fields = {}) =>
  run(world(fields), 'edit-task', { id, ...args }, by(ann))
const taskIn = (rows: Row[]) => rows.find((row) => row.kind === 'task')?.row

describe('an edit', () => {
  test('[C1] over a value that its writer had not seen applies, and what it overruled is noticed', () => {
    const { rows, conflicts } = edit({ title: { base: 'Plant bulbs', value: 'Ann’s' } })
    expect(taskIn(rows)).toMatchObject({ title: 'Ann’s' })
    expect(conflicts).toEqual([
      {
        entity: 'task',
        entityId: id,
        field: 'title',
        kind: 'overruled',
        base: 'Plant bulbs',
        lost: 'Bob’s',
        kept: 'Ann’s',
      },
    ])
  })

  test.each([
    ['saw what is there', { base: 'Bob’s', value: 'Ann’s' }],
    ['wants what is there already', { base: 'Plant bulbs', value: 'Bob’s' }],
  ])('[C1] that %s meets no conflict', (_, title) => {
    expect(edit({ title }).conflicts).toEqual([])
  })

  test('[C1] of several fields names those that met another value', () => {
    const due = { dueDate: at, dueAllDay: true }
    const none = { dueDate: null, dueAllDay: false }
    const { conflicts } = edit({
      title: { base: 'Bob’s', value: 'Ann’s' },
      priority: { base: 'low', value: 'high' },
      due: { base: due, value: { ...due, dueAllDay: false } },
    })
    expect(conflicts).toMatchObject([
      { field: 'priority', lost: 'medium', kept: 'high' },
      { field: 'due', lost: none, kept: { dueDate: at, dueAllDay: false } },
    ])
  })

  test.each([
    ['set-task-status', { status: { base: 'in_review', value: 'completed' } }, 'status', 'todo'],
    ['assign-task', { assignedTo: { base: null, value: ann } }, 'assignedTo', bob],
    ['move-task', { projectId: { base: null, value: kitchen } }, 'projectId', garden],
  ] as const)('[C1] is noticed of %s as well', (name, args, field, lost) => {
    const { conflicts } = run(world({ assignedTo: bob }), name, { id, ...args } as never, by(ann))
    expect(conflicts).toMatchObject([{ field, kind: 'overruled', lost }])
  })

  test('[C1] of a project is noticed like one of a task', () => {
    const name = { base: 'Yard', value: 'Plot' }
    const edited = run(world(), 'edit-project', { id: garden, name }, by(ann))
    expect(edited.conflicts).toMatchObject([
      { entity: 'project', entityId: garden, field: 'name', lost: 'Garden', kept: 'Plot' },
    ])
    const status = { base: 'archived', value: 'deleted' } as const
    const closed = run(world(), 'set-project-status', { id: garden, status }, by(ann))
    expect(closed.conflicts).toMatchObject([{ field: 'status', lost: 'active' }])
  })

  test('[C4] of tags meets no conflict: both get their way', () => {
    const tagged = run(world({ tags: ['bob'] }), 'tag-task', { id, add: ['ann'] }, by(ann))
    expect(taskIn(tagged.rows)).toMatchObject({ tags: ['bob', 'ann'] })
    expect(tagged.conflicts).toEqual([])
  })

  test('[C6] of a task in the trash applies and is noticed', () => {
    const trashed = { deletedAt: now }
    const edited = edit({ description: { base: null, value: 'Deep' } }, trashed)
    expect(taskIn(edited.rows)).toMatchObject({ description: 'Deep', deletedAt: now })
    expect(edited.conflicts).toMatchObject([
      { kind: 'trashed', field: 'description', lost: null, kept: 'Deep' },
    ])
    const tagged = run(world(trashed), 'tag-task', { id, add: ['ann'] }, by(ann))
    expect(tagged.conflicts).toMatchObject([{ kind: 'trashed', field: 'tags' }])
    expect(run(world(trashed), 'restore-task', { id }, by(ann)).conflicts).toEqual([])
  })
})

describe('a description', () => {
  const description = (base: string | null, value: string | null, current: string | null) =>
    edit({ description: { base, value } }, { description: current })

  test('[C5] takes in what the other wrote elsewhere in it, and nobody is told', () => {
    const { rows, conflicts } = description('One.\nTwo.', 'One!\nTwo.', 'One.\nTwo?')
    expect(taskIn(rows)).toMatchObject({ description: 'One!\nTwo?' })
    expect(conflicts).toEqual([])
  })

  test('[C5] that both wrote in one place has both, and that is noticed', () => {
    const { rows, conflicts } = description(null, 'Deep', 'Wide')
    expect(taskIn(rows)).toMatchObject({ description: 'Wide\n\nDeep' })
    expect(conflicts).toMatchObject([
      { kind: 'merged', field: 'description', base: null, lost: 'Wide', kept: 'Deep' },
    ])
  })

  test('[C5] too long to hold both is overruled like any other value', () => {
    const long = 'x'.repeat(60_000)
    const { rows, conflicts } = description(null, `a${long}`, `b${long}`)
    expect(taskIn(rows)).toMatchObject({ description: `a${long}` })
    expect(conflicts).toMatchObject([{ kind: 'overruled', lost: `b${long}` }])
  })

  test('can be emptied, to nothing or to no words', () => {
    expect(taskIn(description('Deep', null, 'Deep').rows)).toMatchObject({ description: null })
    expect(taskIn(description('Deep', '', 'Deep').rows)).toMatchObject({ description: '' })
  })

  test('[C5] of a project merges too', () => {
    const rows = world().map((row) =>
      row.kind === 'project' && row.row.id === garden
        ? { ...row, row: { ...row.row, description: 'Wide' } }
        : row,
    )
    const args = { id: garden, description: { base: null, value: 'Deep' } }
    const edited = run(rows as Row[], 'edit-project', args, by(ann))
    expect(edited.rows.find((row) => row.row.id === garden)?.row).toMatchObject({
      description: 'Wide\n\nDeep',
    })
    expect(edited.conflicts).toMatchObject([{ kind: 'merged', entityId: garden }])
  })
})

describe('a conflict', () => {
  const row = (dismissedAt: IsoDate | null) => aConflict({ dismissedAt })
  const dismiss = (rows: Row[], actor = ann, dismissed?: boolean) =>
    run(rows, 'dismiss-conflict', { id: conflictId(1), dismissed }, by(actor)).changed

  test('[C8] is dismissed by whom it tells, and put back', () => {
    expect(dismiss([row(null)])).toMatchObject([{ row: { dismissedAt: now } }])
    expect(dismiss([row(now)], ann, false)).toMatchObject([{ row: { dismissedAt: null } }])
    expect(dismiss([row(now)])).toEqual([])
  })

  test('[C8] that is gone, or another person’s, stays as it is', () => {
    expect(dismiss([])).toEqual([])
    expect(dismiss([row(null)], bob)).toEqual([])
  })
})
