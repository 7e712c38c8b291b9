import { beforeEach, describe, expect, it } from 'vitest'
import { useTold } from '../components/toast.ts'
import { openTestDevice } from '../testing/open-test-device.ts'
import { ada, project, projectId, task, taskId } from '../testing/seed.ts'
import { forgetHistory, perform, redoLast, undoLast, useHistory } from './history.ts'
import { createStep, deleteStep, type NewTask, setStatusStep, setTitleStep } from './step.ts'

const open = (...tasks: ReturnType<typeof task>[]) =>
  openTestDevice(tasks.map((row) => ({ kind: 'task' as const, row })))

describe('history', () => {
  beforeEach(() => {
    forgetHistory()
    useTold.setState({ told: null })
  })

  it('undoes and does again, any number of steps back', async () => {
    const device = await open(task(1), task(2))
    const status = () => device.queries.task(taskId(1)).get()?.status
    perform(device, setStatusStep([task(1)], 'in_progress', 'started'))
    perform(device, setStatusStep([task(1, { status: 'in_progress' })], 'completed', 'done'))
    undoLast(device)
    expect(status()).toBe('in_progress')
    undoLast(device)
    expect(status()).toBe('todo')
    redoLast(device)
    redoLast(device)
    expect(status()).toBe('completed')
    redoLast(device)
    expect(status()).toBe('completed')
  })

  it('offers the way back with what it tells', async () => {
    const device = await open(task(1))
    perform(device, deleteStep([task(1)]))
    expect(device.queries.tasks({}).get()).toEqual([])
    const { told } = useTold.getState()
    expect(told).toMatchObject({ type: 'done', text: 'Task 1 moved to the trash' })
    told?.undo?.()
    expect(device.queries.tasks({}).get()).toHaveLength(1)
  })

  it('an undone addition comes back from the trash with all it had', async () => {
    const device = await open()
    const made: NewTask = {
      id: taskId(9),
      title: 'New',
      priority: 'high',
      status: 'todo',
      dueDate: null,
      dueAllDay: false,
      assignedTo: null,
      projectId: null,
      tags: [],
    }
    perform(device, createStep([made]))
    undoLast(device)
    expect(device.queries.tasks({}).get()).toEqual([])
    redoLast(device)
    expect(device.queries.tasks({}).get()).toMatchObject([{ title: 'New', priority: 'high' }])
  })

  it('saves of one text in a row are one step', async () => {
    const device = await open(task(1))
    const title = () => device.queries.task(taskId(1)).get()?.title
    perform(device, setTitleStep(task(1), 'Task 1', 'Task 1 b'), { quiet: true })
    perform(device, setTitleStep(task(1), 'Task 1 b', 'Task 1 better'), { quiet: true })
    expect(useHistory.getState().done).toHaveLength(1)
    undoLast(device)
    expect(title()).toBe('Task 1')
    redoLast(device)
    expect(title()).toBe('Task 1 better')
  })

  it('tells why something was refused and remembers nothing of it', async () => {
    const device = await openTestDevice([
      { kind: 'task', row: task(1, { projectId: projectId(1) }) },
      { kind: 'project', row: project(1, 'Website') },
      {
        kind: 'member',
        row: {
          id: `${projectId(1)}:${ada}` as never,
          projectId: projectId(1),
          userId: ada,
          role: 'viewer',
          displayName: 'Ada Bell',
          avatar: null,
          left: false,
          version: 1,
        },
      },
    ])
    const done = perform(device, setStatusStep([task(1)], 'completed', 'done'))
    expect(done).toBeNull()
    expect(useTold.getState().told).toMatchObject({ type: 'refusal' })
    expect(useHistory.getState().done).toEqual([])
    expect(device.queries.task(taskId(1)).get()?.status).toBe('todo')
  })
})
