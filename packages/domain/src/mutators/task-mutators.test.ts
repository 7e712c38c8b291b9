import { describe, expect, test } from 'vitest'
import type { IsoDate } from '../iso-date.ts'
import { normalizeTag, type Tag } from '../tasks/tag.ts'
import { MAX_TAGS } from '../tasks/task.ts'
import { run } from '../testing/run.ts'
import {
  aMember,
  ann,
  aProject,
  aTask,
  at,
  bob,
  by,
  eve,
  garden,
  kitchen,
  now,
  taskId,
} from '../testing/samples.ts'

const id = taskId(1)
const garden0 = [aProject(), aMember(garden, ann, 'owner'), aMember(garden, bob, 'viewer')]
const kitchen0 = [
  aProject({ id: kitchen, name: 'Kitchen', ownerId: ann }),
  aMember(kitchen, ann, 'owner'),
]
const inGarden = aTask({ projectId: garden })
const tag = (raw: string): Tag => normalizeTag(raw) as Tag

describe('create-task', () => {
  test('fills in what was left out and stamps the server’s clock', () => {
    const { changed, activity } = run([], 'create-task', { id, title: 'Dig' }, by(ann))
    expect(changed).toMatchObject([
      {
        kind: 'task',
        row: {
          id,
          title: 'Dig',
          status: 'todo',
          priority: 'medium',
          createdBy: ann,
          createdAt: now,
          updatedAt: now,
          completedAt: null,
          deletedAt: null,
          tags: [],
        },
      },
    ])
    expect(activity).toMatchObject([{ entity: 'task', entityId: id, action: 'created' }])
  })

  test('drops doubled tags', () => {
    const args = { id, title: 'Dig', tags: ['#A', 'a', 'b'] }
    expect(run([], 'create-task', args, by(ann)).changed).toMatchObject([
      { row: { tags: ['a', 'b'] } },
    ])
  })

  test('met with its own task changes nothing, with another’s refuses the id', () => {
    const twice = run([aTask()], 'create-task', { id, title: 'Dig' }, by(ann))
    expect(twice).toMatchObject({ code: 'applied', changed: [], activity: [] })
    expect(run([aTask()], 'create-task', { id, title: 'Dig' }, by(eve)).code).toBe('id-taken')
  })

  test.each([
    ['owner', ann, {}, 'applied'],
    ['viewer', bob, {}, 'forbidden'],
    ['stranger', eve, {}, 'project-not-found'],
    ['owner, of an archived project', ann, { status: 'archived' }, 'project-archived'],
    ['owner, of a deleted project', ann, { status: 'deleted' }, 'project-deleted'],
  ] as const)('in a project, by its %s', (_, actor, fields, code) => {
    const world = [aProject(fields), ...garden0.slice(1)]
    const args = { id, title: 'Dig', projectId: garden }
    expect(run(world, 'create-task', args, by(actor)).code).toBe(code)
  })

  test.each([
    ['a member', garden, bob, 'applied'],
    ['a stranger to the project', garden, eve, 'assignee-not-member'],
    ['an acquaintance', null, bob, 'applied'],
    ['a stranger', null, eve, 'not-acquainted'],
    ['oneself', null, ann, 'applied'],
  ] as const)('assigned to %s', (_, projectId, assignedTo, code) => {
    const args = { id, title: 'Dig', projectId, assignedTo }
    expect(run(garden0, 'create-task', args, by(ann)).code).toBe(code)
  })
})

describe('edit-task', () => {
  test('sets only the named fields and remembers what they were', () => {
    const args = {
      id,
      title: { base: 'Plant bulbs', value: 'Plant tulips' },
      due: {
        base: { dueDate: null, dueAllDay: false },
        value: { dueDate: '2026-12-01T00:00:00.000Z', dueAllDay: true },
      },
    }
    const { changed, activity } = run([aTask()], 'edit-task', args, by(ann))
    expect(changed).toEqual([
      aTask({
        title: 'Plant tulips',
        dueDate: '2026-12-01T00:00:00.000Z' as IsoDate,
        dueAllDay: true,
        updatedAt: now,
        version: 2,
      }),
    ])
    expect(activity).toMatchObject([
      { action: 'edited', before: { title: 'Plant bulbs', dueDate: null, dueAllDay: false } },
    ])
  })

  test.each([
    ['its creator', ann, aTask(), 'applied'],
    ['its assignee', bob, aTask({ assignedTo: bob }), 'applied'],
    ['a stranger', eve, aTask(), 'task-not-found'],
    ['a viewer', bob, inGarden, 'forbidden'],
    ['one outside the project', eve, inGarden, 'task-not-found'],
  ] as const)('by %s', (_, actor, task, code) => {
    const args = { id, title: { base: 'Plant bulbs', value: 'Rest' } }
    expect(run([...garden0, task], 'edit-task', args, by(actor)).code).toBe(code)
  })

  test('needs a field to edit and knows no others', () => {
    expect(() => run([aTask()], 'edit-task', { id }, by(ann))).toThrow('names no field to edit')
    const foreign = { id, createdBy: { base: ann, value: eve } }
    expect(() => run([aTask()], 'edit-task', foreign, by(ann))).toThrow('createdBy')
  })

  test('answers an unknown id as it answers a stranger', () => {
    const args = { id: taskId(9), title: { base: 'a', value: 'b' } }
    expect(run([aTask()], 'edit-task', args, by(eve)).code).toBe('task-not-found')
  })
})

describe('set-task-status', () => {
  const status = (base: 'todo' | 'completed', value: 'todo' | 'completed' | 'cancelled') => ({
    id,
    status: { base, value },
  })

  test('sets completedAt on completion and clears it on reopening', () => {
    const done = run([aTask()], 'set-task-status', status('todo', 'completed'), by(ann))
    expect(done.changed).toMatchObject([{ row: { status: 'completed', completedAt: at } }])
    expect(done.activity).toMatchObject([{ action: 'completed' }])
    const again = run(done.rows, 'set-task-status', status('completed', 'todo'), by(ann))
    expect(again.changed).toMatchObject([{ row: { status: 'todo', completedAt: null } }])
    expect(again.activity).toMatchObject([{ action: 'reopened' }])
  })

  test('cancelling is a change of status', () => {
    const { activity } = run([aTask()], 'set-task-status', status('todo', 'cancelled'), by(ann))
    expect(activity).toMatchObject([{ action: 'status-changed' }])
  })
})

describe('assign-task', () => {
  test.each([
    ['a member', inGarden, bob, 'applied'],
    ['no member', inGarden, eve, 'assignee-not-member'],
    ['an acquaintance', aTask(), bob, 'applied'],
    ['a stranger', aTask(), eve, 'not-acquainted'],
    ['nobody', aTask({ assignedTo: bob }), null, 'applied'],
  ] as const)('to %s', (_, task, value, code) => {
    const args = { id, assignedTo: { base: task.row.assignedTo, value } }
    const { code: got, rows } = run([...garden0, task], 'assign-task', args, by(ann))
    expect(got).toBe(code)
    if (code === 'applied')
      expect(rows).toContainEqual(
        expect.objectContaining({ row: expect.objectContaining({ id, assignedTo: value }) }),
      )
  })

  test('to the present assignee changes nothing, even if they are strangers by now', () => {
    const args = { id, assignedTo: { base: null, value: eve } }
    const outcome = run([aTask({ assignedTo: eve })], 'assign-task', args, by(ann))
    expect(outcome).toMatchObject({ code: 'applied', changed: [] })
  })
})

describe('tag-task', () => {
  test('adds and removes as sets', () => {
    const task = aTask({ tags: [tag('a'), tag('b')] })
    const { changed } = run([task], 'tag-task', { id, add: ['#C', 'b'], remove: ['A'] }, by(ann))
    expect(changed).toMatchObject([{ row: { tags: ['b', 'c'] } }])
  })

  test('refuses one tag too many', () => {
    const tags = Array.from({ length: MAX_TAGS }, (_, i) => tag(`t${i}`))
    const { code } = run([aTask({ tags })], 'tag-task', { id, add: ['more'] }, by(ann))
    expect(code).toBe('too-many-tags')
  })
})

describe('move-task', () => {
  const move = (base: typeof garden | null, value: typeof garden | null) => ({
    id,
    projectId: { base, value },
  })
  const world = [...garden0, ...kitchen0]

  test('[U2] unassigns whoever is no member there', () => {
    const task = aTask({ projectId: garden, assignedTo: bob })
    const { changed } = run([...world, task], 'move-task', move(garden, kitchen), by(ann))
    expect(changed).toMatchObject([{ row: { projectId: kitchen, assignedTo: null } }])
  })

  test('keeps the assignee who is a member there', () => {
    const task = aTask({ projectId: kitchen, assignedTo: ann })
    const { changed } = run([...world, task], 'move-task', move(kitchen, garden), by(ann))
    expect(changed).toMatchObject([{ row: { projectId: garden, assignedTo: ann } }])
  })

  test.each([
    ['into a project where one only views', aTask({ createdBy: bob }), bob, garden, 'forbidden'],
    ['into a foreign project', aTask({ createdBy: bob }), bob, kitchen, 'project-not-found'],
    ['out of every project by its creator', inGarden, ann, null, 'applied'],
    [
      'out of every project by another',
      aTask({ projectId: garden, createdBy: bob }),
      ann,
      null,
      'forbidden',
    ],
    ['a foreign task', aTask({ createdBy: eve }), ann, garden, 'task-not-found'],
  ] as const)('%s', (_, task, actor, target, code) => {
    const args = move(task.row.projectId, target)
    expect(run([...world, task], 'move-task', args, by(actor)).code).toBe(code)
  })

  test('shows nothing again to a creator who has left the project', () => {
    const task = aTask({ projectId: garden, createdBy: bob, assignedTo: ann })
    const out = move(garden, null)
    expect(run([...world, task], 'move-task', out, by(ann)).code).toBe('applied')
    const former = aMember(garden, bob, 'viewer', { left: true })
    const without = world.filter((row) => row.row.id !== former.row.id)
    expect(run([...without, former, task], 'move-task', out, by(ann)).code).toBe('forbidden')
  })

  test('refuses an archived project, unless the task is there already', () => {
    const archived = [aProject({ status: 'archived' }), ...garden0.slice(1)]
    expect(run([...archived, aTask()], 'move-task', move(null, garden), by(ann)).code).toBe(
      'project-archived',
    )
    expect(run([...archived, inGarden], 'move-task', move(null, garden), by(ann))).toMatchObject({
      code: 'applied',
      changed: [],
    })
  })
})

describe('order-task', () => {
  test('sets the key', () => {
    const { changed } = run([aTask()], 'order-task', { id, orderKey: 'a1' }, by(ann))
    expect(changed).toMatchObject([{ row: { orderKey: 'a1' } }])
  })
})

describe('delete-task and restore-task', () => {
  test('go to the trash and back', () => {
    const gone = run([aTask()], 'delete-task', { id }, by(ann))
    expect(gone.changed).toMatchObject([{ row: { deletedAt: now } }])
    const back = run(gone.rows, 'restore-task', { id }, by(ann))
    expect(back.changed).toMatchObject([{ row: { deletedAt: null } }])
  })

  test.each(['delete-task', 'restore-task'] as const)('%s is not for the assignee', (name) => {
    const task = aTask({ assignedTo: bob, deletedAt: name === 'restore-task' ? now : null })
    expect(run([task], name, { id }, by(bob)).code).toBe('forbidden')
  })

  test('a task in the trash keeps the date of its first deletion', () => {
    const outcome = run([aTask({ deletedAt: at })], 'delete-task', { id }, by(ann))
    expect(outcome).toMatchObject({ code: 'applied', changed: [] })
  })
})
