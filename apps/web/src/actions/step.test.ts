import type { IsoDate, ProjectId, Tag, Task, TaskId, UserId } from '@holdfast/domain'
import { describe, expect, it } from 'vitest'
import {
  assignStep,
  createStep,
  deleteStep,
  moveStep,
  nameOf,
  redoOf,
  setDueStep,
  setPriorityStep,
  setStatusStep,
  tagStep,
} from './step.ts'

const at = '2026-11-24T10:00:00.000Z' as IsoDate
const ada = 'a0000000-0000-4000-8000-000000000001' as UserId
const web = 'b0000000-0000-4000-8000-000000000001' as ProjectId

function task(over: Partial<Task> = {}): Task {
  return {
    id: 'c0000000-0000-4000-8000-000000000001' as TaskId,
    title: 'Pay rent',
    description: null,
    status: 'todo',
    priority: 'medium',
    dueDate: null,
    dueAllDay: false,
    createdBy: ada,
    assignedTo: null,
    projectId: null,
    tags: [],
    orderKey: 'a0' as Task['orderKey'],
    createdAt: at,
    updatedAt: at,
    completedAt: null,
    deletedAt: null,
    version: 1,
    ...over,
  }
}

describe('steps', () => {
  it('say what they saw and put it back', () => {
    const step = setStatusStep([task()], 'completed', 'Pay rent completed')
    expect(step.does[0]?.args).toMatchObject({ status: { base: 'todo', value: 'completed' } })
    expect(step.undoes[0]?.args).toMatchObject({ status: { base: 'completed', value: 'todo' } })
  })

  it('leave alone what is so already', () => {
    expect(setPriorityStep([task()], 'medium', '').does).toEqual([])
    expect(assignStep([task({ assignedTo: ada })], ada, '').does).toEqual([])
    expect(setDueStep([task()], { dueDate: null, dueAllDay: false }, '').does).toEqual([])
  })

  it('take back only the tags that they put there', () => {
    const [home, work] = ['home', 'work'] as Tag[]
    const tasks = [task({ tags: [home] as Tag[] }), task({ tags: [] })]
    const step = tagStep(tasks, { add: [home, work] as Tag[] }, '')
    expect(step.does.map(({ args }) => args)).toMatchObject([
      { add: ['work'] },
      { add: ['home', 'work'] },
    ])
    expect(step.undoes.map(({ args }) => args)).toMatchObject([
      { remove: ['work'] },
      { remove: ['home', 'work'] },
    ])
  })

  it('give the assignee back whom a move took off', () => {
    const step = moveStep([task({ assignedTo: ada })], web, '')
    expect(step.undoes.map(({ name }) => name)).toEqual(['move-task', 'assign-task'])
  })

  it('undo of a new task is the trash, and doing it again brings it back', () => {
    const step = createStep([task()])
    expect(step.undoes).toEqual([{ name: 'delete-task', args: { id: task().id } }])
    expect(redoOf(step)).toEqual([{ name: 'restore-task', args: { id: task().id } }])
    expect(redoOf(deleteStep([task()]))).toEqual(deleteStep([task()]).does)
  })
})

describe('nameOf', () => {
  it('leaves room beside a long title to say what became of it, and cuts no letter in two', () => {
    expect(nameOf([task()])).toBe('Pay rent')
    expect(nameOf([task(), task()])).toBe('2 tasks')
    expect(nameOf([task({ title: '🦊'.repeat(300) })])).toBe(`${'🦊'.repeat(80)}…`)
  })
})
