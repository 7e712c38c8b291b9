import {
  AppError,
  type ProjectId,
  ProjectId as ProjectIds,
  type Tag,
  TaskId,
} from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import type { Seeded } from '../simulation/chance.ts'
import type { SimDevice } from './sim-device.ts'

export interface Done {
  name: string
  /** Resolves when the device would still know of it after losing power. */
  durable: Promise<void>
}

/** Does something on a device that its person could do there now. @returns null for nothing */
export const randomDeed = (
  device: SimDevice,
  people: readonly SimDevice['userId'][],
  chance: Seeded,
): Done | null => {
  const { queries } = device.device
  const tasks = queries.tasks({}).get()
  const projects = queries.projects().get()
  const project = (): ProjectId | null =>
    projects.length > 0 && chance.chance(0.7) ? chance.pick(projects).id : null
  const create = () =>
    device.device.mutate('create-task', {
      id: TaskId.parse(uuidv7()),
      title: `Task ${Math.floor(chance.next() * 1e6)}`,
      projectId: project(),
    })
  const deeds: Record<string, () => { durable: Promise<void> } | false> = {
    create,
    'create-project': () =>
      projects.length < 4 &&
      device.device.mutate('create-project', { id: ProjectIds.parse(uuidv7()), name: 'Garden' }),
  }
  if (tasks.length > 0) {
    const task = chance.pick(tasks)
    const { id } = task
    Object.assign(deeds, {
      retitle: () =>
        device.device.mutate('edit-task', {
          id,
          title: { base: task.title, value: `${device.name} ${Math.floor(chance.next() * 1e6)}` },
        }),
      status: () =>
        device.device.mutate('set-task-status', {
          id,
          status: {
            base: task.status,
            value: chance.pick(['todo', 'in_progress', 'completed', 'cancelled'] as const),
          },
        }),
      tag: () =>
        device.device.mutate('tag-task', {
          id,
          add: [chance.pick(['a', 'b', 'c']) as Tag],
          remove: [chance.pick(['a', 'b', 'c']) as Tag],
        }),
      assign: () =>
        device.device.mutate('assign-task', {
          id,
          assignedTo: { base: task.assignedTo, value: chance.pick([...people, null]) },
        }),
      move: () =>
        device.device.mutate('move-task', {
          id,
          projectId: { base: task.projectId, value: project() },
        }),
      delete: () => chance.chance(0.3) && device.device.mutate('delete-task', { id }),
    })
  }
  const name = chance.pick(Object.keys(deeds))
  try {
    const done = deeds[name]?.()
    return done ? { name, durable: done.durable } : null
  } catch (error) {
    // A rule that the device can judge refuses at once, and nothing has changed.
    if (error instanceof AppError) return null
    throw error
  }
}
