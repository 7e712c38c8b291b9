import { describe, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { rowsOf } from '../testing/rows-of.ts'
import {
  aConflict,
  aMember,
  ann,
  aProject,
  aTask,
  aUser,
  bob,
  eve,
  garden,
  kitchen,
  userId,
} from '../testing/samples.ts'
import {
  abilitiesOnProject,
  abilitiesOnTask,
  type ProjectDeeds,
  projectDeeds,
  type TaskAbilities,
} from './abilities.ts'
import {
  bucketsOfPerson,
  canSee,
  canSeeTask,
  requireAssignable,
  requireOnProject,
  requireOnTask,
  requireOpenProject,
  roleIn,
} from './access.ts'

const eric = userId(4)

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'allowed'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

const world = [
  aProject(),
  aMember(garden, ann, 'owner'),
  aMember(garden, bob, 'viewer'),
  aMember(garden, eric, 'editor'),
  aMember(garden, eve, 'editor', { left: true }),
]
const rows = rowsOf(world)
const onDevice = rowsOf([], false)

test('roleIn is null for those who left and for strangers', () => {
  expect(roleIn(rows, garden, ann)).toBe('owner')
  expect(roleIn(rows, garden, eve)).toBeNull()
  expect(roleIn(rows, kitchen, ann)).toBeNull()
})

describe('requireOnProject', () => {
  test.each([
    [ann, 'edit', 'allowed'],
    [ann, 'manageMembers', 'allowed'],
    [eric, 'add', 'allowed'],
    [eric, 'close', 'forbidden'],
    [bob, 'add', 'forbidden'],
    [eve, 'add', 'project-not-found'],
  ] as const)('%s to %s: %s', (actor, deed, code) => {
    expect(codeOf(() => requireOnProject(rows, garden, actor, deed))).toBe(code)
  })

  test('says what was refused, and to which row', () => {
    const refused = { entity: 'project', entityId: garden, deed: 'close' }
    expect(() => requireOnProject(rows, garden, eric, 'close')).toThrow(
      expect.objectContaining({ refused, message: 'Only an owner can do that.' }),
    )
  })

  test('is left to the server where the device lacks the row', () => {
    expect(codeOf(() => requireOnProject(onDevice, garden, ann, 'edit'))).toBe('allowed')
  })
})

describe('canSeeTask', () => {
  test('shows a project’s task to its members alone, also to neither creator nor assignee', () => {
    const { row } = aTask({ projectId: garden, createdBy: eve, assignedTo: eve })
    expect([ann, bob, eve].map((actor) => canSeeTask(rows, row, actor))).toEqual([
      true,
      true,
      false,
    ])
  })

  test('shows a task without a project to its creator and its assignee', () => {
    const { row } = aTask({ createdBy: ann, assignedTo: bob })
    expect([ann, bob, eve].map((actor) => canSeeTask(rows, row, actor))).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('requireOnTask', () => {
  const inProject = aTask({ projectId: garden }).row
  const personal = aTask({ createdBy: ann, assignedTo: bob }).row

  test.each([
    ['to a stranger there is no task of a project', inProject, eve, 'edit', 'task-not-found'],
    ['to a stranger there is no task of another', personal, eve, 'edit', 'task-not-found'],
    ['a viewer does not edit', inProject, bob, 'edit', 'forbidden'],
    ['an editor edits', inProject, eric, 'edit', 'allowed'],
    ['an editor throws away', inProject, eric, 'delete', 'allowed'],
    ['an assignee edits', personal, bob, 'edit', 'allowed'],
    ['an assignee hands on', personal, bob, 'assign', 'allowed'],
    ['an assignee does not throw away', personal, bob, 'delete', 'forbidden'],
    ['a creator throws away', personal, ann, 'delete', 'allowed'],
  ] as const)('%s', (_, task, actor, deed, code) => {
    expect(codeOf(() => requireOnTask(rows, task, actor, deed))).toBe(code)
  })

  test('says what was refused, and to which row', () => {
    const refused = { entity: 'task', entityId: personal.id, deed: 'delete' }
    expect(() => requireOnTask(rows, personal, bob, 'delete')).toThrow(
      expect.objectContaining({ refused }),
    )
  })

  test('lets the device go ahead with what it cannot tell', () => {
    expect(codeOf(() => requireOnTask(onDevice, inProject, eve, 'edit'))).toBe('allowed')
  })
})

describe('abilities are what is not refused', () => {
  const all = { edit: true, assign: true, move: true, delete: true }
  const none = { edit: false, assign: false, move: false, delete: false }

  test.each([
    ['an owner', garden, ann, 'owner', all],
    ['an editor', garden, eric, 'editor', all],
    ['a viewer', garden, bob, 'viewer', none],
    ['a stranger', garden, eve, null, none],
    ['a creator', null, ann, null, all],
    ['an assignee', null, bob, null, { ...all, delete: false }],
    ['somebody else', null, eve, null, none],
  ] as const)('on a task: %s', (_, projectId, actor, role, abilities) => {
    const task = aTask({ projectId, createdBy: ann, assignedTo: bob }).row
    expect(abilitiesOnTask(task, actor, role)).toEqual(abilities)
    for (const deed of Object.keys(abilities) as (keyof TaskAbilities)[])
      expect(codeOf(() => requireOnTask(rows, task, actor, deed)) === 'allowed').toBe(
        abilities[deed],
      )
  })

  test.each([
    ['an owner', ann, 'owner', ['edit', 'close', 'add', 'manageMembers']],
    ['an editor', eric, 'editor', ['add', 'leave']],
    ['a viewer', bob, 'viewer', ['leave']],
    ['a stranger', eve, null, []],
  ] as const)('on a project: %s', (_, actor, role, can) => {
    const project = { status: 'active', ownerId: ann } as const
    const abilities = abilitiesOnProject(project, actor, role)
    expect(Object.entries(abilities).flatMap(([deed, may]) => (may ? deed : []))).toEqual(can)
    for (const deed of Object.keys(projectDeeds.owner) as (keyof ProjectDeeds)[])
      expect(codeOf(() => requireOnProject(rows, garden, actor, deed)) === 'allowed').toBe(
        abilities[deed],
      )
  })

  test('on an archived project nobody adds', () => {
    const archived = { status: 'archived', ownerId: ann } as const
    expect(abilitiesOnProject(archived, ann, 'owner')).toMatchObject({ add: false, close: true })
  })
})

describe('canSee', () => {
  const members = world.flatMap((row) => (row.kind === 'member' ? row.row : []))

  test('shows of a project what its members have', () => {
    for (const row of [...world, aTask({ projectId: garden })]) {
      const seenBy = [ann, bob, eve].filter((one) => canSee(bucketsOfPerson(one, members), row))
      expect(seenBy).toEqual([ann, bob])
    }
  })

  test('shows of an account and of conflicts only one’s own', () => {
    for (const row of [aUser(ann), aConflict({ userId: ann })]) {
      const seenBy = [ann, bob].filter((one) => canSee(bucketsOfPerson(one, members), row))
      expect(seenBy).toEqual([ann])
    }
  })
})

describe('requireOpenProject', () => {
  test.each([
    ['active', 'allowed'],
    ['archived', 'project-archived'],
    ['deleted', 'project-deleted'],
  ] as const)('%s: %s', (status, code) => {
    expect(codeOf(() => requireOpenProject(rowsOf([aProject({ status })]), garden))).toBe(code)
  })

  test('knows an absent project only where the record is complete', () => {
    expect(codeOf(() => requireOpenProject(rows, kitchen))).toBe('project-not-found')
    expect(codeOf(() => requireOpenProject(onDevice, kitchen))).toBe('allowed')
  })
})

describe('requireAssignable', () => {
  test.each([
    ['a member', garden, bob, 'allowed'],
    ['one who left', garden, eve, 'assignee-not-member'],
    ['an acquaintance', null, bob, 'allowed'],
    ['oneself', null, ann, 'allowed'],
    ['a stranger', null, eve, 'not-acquainted'],
  ] as const)('%s', (_, project, assignee, code) => {
    expect(codeOf(() => requireAssignable(rows, project, assignee, ann))).toBe(code)
  })
})
