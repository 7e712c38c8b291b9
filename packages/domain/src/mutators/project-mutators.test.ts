import { describe, expect, test } from 'vitest'
import { run } from '../testing/run.ts'
import {
  aMember,
  ann,
  aProject,
  aTask,
  aUser,
  bob,
  by,
  eve,
  garden,
  kitchen,
  now,
  taskId,
} from '../testing/samples.ts'

const world = [aProject(), aMember(garden, ann, 'owner'), aMember(garden, bob, 'editor')]

describe('create-project', () => {
  test('makes whoever creates it owner and member', () => {
    const { changed, activity } = run(
      [aUser(ann)],
      'create-project',
      { id: garden, name: 'Garden' },
      by(ann),
    )
    expect(changed).toMatchObject([
      { kind: 'project', row: { id: garden, ownerId: ann, status: 'active', createdAt: now } },
      {
        kind: 'member',
        row: { userId: ann, role: 'owner', displayName: 'Ann Other', left: false },
      },
    ])
    expect(activity).toMatchObject([{ action: 'created' }])
  })

  test('met with its own project changes nothing, with another’s refuses the id', () => {
    const args = { id: garden, name: 'Other' }
    expect(run(world, 'create-project', args, by(ann))).toMatchObject({
      code: 'applied',
      changed: [],
    })
    expect(run(world, 'create-project', args, by(eve)).code).toBe('id-taken')
  })
})

describe.each([
  ['edit-project', { id: garden, name: { base: 'Garden', value: 'Yard' } }, { name: 'Yard' }],
  [
    'set-project-status',
    { id: garden, status: { base: 'active' as const, value: 'archived' as const } },
    { status: 'archived' },
  ],
] as const)('%s', (name, args, fields) => {
  test.each([
    ['its owner', ann, 'applied'],
    ['an editor', bob, 'forbidden'],
    ['a stranger', eve, 'project-not-found'],
  ] as const)('by %s', (_, actor, code) => {
    const outcome = run(world, name, args, by(actor))
    expect(outcome.code).toBe(code)
    if (code === 'applied') expect(outcome.changed).toMatchObject([{ row: fields }])
  })

  test('of an unknown project is answered as to a stranger', () => {
    expect(run(world, name, { ...args, id: kitchen }, by(ann)).code).toBe('project-not-found')
  })
})

describe('remove-member', () => {
  const assigned = aTask({ projectId: garden, assignedTo: bob })
  const other = aTask({ id: taskId(2), projectId: garden, assignedTo: ann })

  test('marks the member as left and takes their tasks off them', () => {
    const { changed, activity } = run(
      [...world, assigned, other],
      'remove-member',
      { projectId: garden, userId: bob },
      by(ann),
    )
    expect(changed).toMatchObject([
      { kind: 'member', row: { userId: bob, left: true } },
      { kind: 'task', row: { id: assigned.row.id, assignedTo: null } },
    ])
    expect(activity.map(({ action }) => action)).toEqual(['unassigned', 'member-removed'])
  })

  test.each([
    ['an editor removes another', bob, ann, 'forbidden'],
    ['an editor leaves', bob, bob, 'applied'],
    ['the owner leaves', ann, ann, 'last-owner'],
    ['the owner removes a stranger', ann, eve, 'member-not-found'],
    ['a stranger removes a member', eve, bob, 'project-not-found'],
    ['a stranger leaves', eve, eve, 'project-not-found'],
  ] as const)('%s', (_, actor, userId, code) => {
    const args = { projectId: garden, userId }
    expect(run(world, 'remove-member', args, by(actor)).code).toBe(code)
  })

  test.each([
    ['oneself', bob],
    ['another', ann],
  ])('a second time, of %s, changes nothing', (_, actor) => {
    const args = { projectId: garden, userId: bob }
    const once = run(world, 'remove-member', args, by(actor))
    expect(run(once.rows, 'remove-member', args, by(actor))).toMatchObject({
      code: 'applied',
      changed: [],
    })
  })
})

describe('set-member-role', () => {
  const args = { projectId: garden, userId: bob, role: 'viewer' } as const

  test('changes the role and nothing else, and says so once', () => {
    const once = run(world, 'set-member-role', args, by(ann))
    expect(once.changed).toMatchObject([
      { kind: 'member', row: { userId: bob, role: 'viewer', left: false } },
    ])
    expect(once.activity).toEqual([
      {
        entity: 'project',
        entityId: garden,
        action: 'member-role-changed',
        before: { member: bob, role: 'editor' },
        after: { member: bob, role: 'viewer' },
      },
    ])
    expect(run(once.rows, 'set-member-role', args, by(ann))).toMatchObject({
      code: 'applied',
      changed: [],
      activity: [],
    })
  })

  test.each([
    ['an owner makes an editor an owner', ann, bob, 'owner', 'applied'],
    ['an editor makes themselves an owner', bob, bob, 'owner', 'forbidden'],
    ['the owner of the project steps down', ann, ann, 'editor', 'last-owner'],
    ['an owner names a stranger', ann, eve, 'editor', 'member-not-found'],
    ['a stranger makes themselves a member', eve, eve, 'editor', 'project-not-found'],
  ] as const)('%s', (_, actor, userId, role, code) => {
    const asked = { projectId: garden, userId, role }
    expect(run(world, 'set-member-role', asked, by(actor)).code).toBe(code)
  })

  test('who has left is not a member, and another owner may be made less again', () => {
    const left = run(world, 'remove-member', { projectId: garden, userId: bob }, by(ann)).rows
    expect(run(left, 'set-member-role', args, by(ann)).code).toBe('member-not-found')
    const two = run(world, 'set-member-role', { ...args, role: 'owner' }, by(ann)).rows
    expect(run(two, 'set-member-role', args, by(ann)).code).toBe('applied')
    expect(run(two, 'set-member-role', { ...args, userId: ann }, by(bob)).code).toBe('last-owner')
  })
})

describe('edit-profile and edit-preferences', () => {
  test('change one’s own account alone', () => {
    const outcome = run(
      [aUser(ann), aUser(bob)],
      'edit-profile',
      { firstName: 'Anna', bio: undefined },
      by(ann),
    )
    expect(outcome.changed).toMatchObject([
      { row: { id: ann, profile: { firstName: 'Anna', lastName: 'Other', bio: null } } },
    ])
    expect(outcome.activity).toMatchObject([
      { entity: 'user', before: { firstName: 'Ann' }, after: { firstName: 'Anna' } },
    ])
  })

  test('leave the unnamed preferences as they were', () => {
    const args = { theme: 'dark' as const, notifications: { email: false } }
    const { changed } = run([aUser(ann)], 'edit-preferences', args, by(ann))
    expect(changed).toMatchObject([
      {
        row: {
          preferences: {
            theme: 'dark',
            notifications: { email: false, taskAssigned: true },
            privacy: { showEmailToMembers: false },
          },
        },
      },
    ])
  })

  test('refuse an account that is not there', () => {
    expect(run([], 'edit-profile', { firstName: 'A' }, by(ann)).code).toBe('user-not-found')
    expect(run([], 'edit-preferences', { theme: 'dark' }, by(ann)).code).toBe('user-not-found')
  })
})
