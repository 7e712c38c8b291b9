import { describe, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { rowsOf } from '../testing/rows-of.ts'
import { aMember, ann, aProject, aTask, bob, eve, garden, kitchen } from '../testing/samples.ts'
import {
  canSeeTask,
  requireAssignable,
  requireOpenProject,
  requireRole,
  requireTaskEditor,
  requireTaskOwner,
  roleIn,
} from './access.ts'

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
  aMember(garden, eve, 'editor', { left: true }),
]
const rows = rowsOf(world)
const onDevice = rowsOf([], false)

test('roleIn is null for those who left and for strangers', () => {
  expect(roleIn(rows, garden, ann)).toBe('owner')
  expect(roleIn(rows, garden, eve)).toBeNull()
  expect(roleIn(rows, kitchen, ann)).toBeNull()
})

describe('requireRole', () => {
  test.each([
    [ann, 'owner', 'allowed'],
    [bob, 'viewer', 'allowed'],
    [bob, 'editor', 'forbidden'],
    [eve, 'viewer', 'project-not-found'],
  ] as const)('%s as %s: %s', (actor, least, code) => {
    expect(codeOf(() => requireRole(rows, garden, actor, least))).toBe(code)
  })

  test('is left to the server where the device lacks the row', () => {
    expect(codeOf(() => requireRole(onDevice, garden, ann, 'owner'))).toBe('allowed')
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

describe('requireTaskEditor', () => {
  test('tells a stranger nothing but that there is no such task', () => {
    const inProject = aTask({ projectId: garden }).row
    expect(codeOf(() => requireTaskEditor(rows, inProject, eve))).toBe('task-not-found')
    expect(codeOf(() => requireTaskEditor(rows, aTask().row, eve))).toBe('task-not-found')
  })

  test('forbids a viewer and lets the assignee of a personal task work on it', () => {
    expect(codeOf(() => requireTaskEditor(rows, aTask({ projectId: garden }).row, bob))).toBe(
      'forbidden',
    )
    expect(codeOf(() => requireTaskEditor(rows, aTask({ assignedTo: bob }).row, bob))).toBe(
      'allowed',
    )
  })

  test('lets the device go ahead with what it cannot tell', () => {
    const { row } = aTask({ projectId: garden })
    expect(codeOf(() => requireTaskEditor(onDevice, row, eve))).toBe('allowed')
  })
})

test('requireTaskOwner keeps the assignee of a personal task from throwing it away', () => {
  const { row } = aTask({ assignedTo: bob })
  expect(codeOf(() => requireTaskOwner(rows, row, bob))).toBe('forbidden')
  expect(codeOf(() => requireTaskOwner(rows, row, ann))).toBe('allowed')
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
