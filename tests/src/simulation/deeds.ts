import type { Device } from '@holdfast/client'
import {
  AppError,
  initialOrderKey,
  isoDate,
  type MutatorInput,
  type MutatorName,
  mutators,
  type ProjectId,
  type Tag,
  type Task,
  type UserId,
} from '@holdfast/domain'
import { nthProject, nthTask } from '@holdfast/sync/testing'
import { type Seeded, seededBy } from './chance.ts'
import type { Step } from './plan.ts'

interface Scene {
  device: Device
  people: readonly UserId[]
  chance: Seeded
  /** A text that nobody else writes. */
  token: string
  nth: number
  now: number
}

type Intent = { [N in MutatorName]: { name: N; args: MutatorInput<N> } }[MutatorName]

const TAGS = ['a', 'b', 'c'] as Tag[]

export interface Done {
  name: MutatorName
  /** As they are kept and sent. */
  args: unknown
  durable: Promise<void>
}

/** Does something that its person could do on this device now. @returns null for nothing */
export const randomDeed = (
  device: Device,
  people: readonly UserId[],
  step: Step,
  now: number,
): Done | null => {
  const chance = seededBy('deed', step.chance)
  const token = `t${step.nth}`
  const intent = pickIntent({ device, people, chance, token, nth: step.nth, now })
  if (!intent) return null
  const { name } = intent
  const args = mutators[name].args.parse(intent.args)
  try {
    return { name, args, durable: device.mutate(name, intent.args as never).durable }
  } catch (error) {
    // A rule that the device can judge refuses at once, and nothing has changed.
    if (error instanceof AppError) return null
    throw error
  }
}

const pickIntent = (scene: Scene): Intent | null => {
  const { device, chance } = scene
  const tasks = device.queries.tasks({}).get()
  if (tasks.length === 0 || chance.chance(0.25)) return create(scene)
  if (chance.chance(0.15)) return onProject(scene)
  if (chance.chance(0.05)) return restore(scene)
  // Few tasks are worked on by many: that makes conflicts.
  const busy = tasks.slice(0, chance.chance(0.5) ? 3 : tasks.length)
  return onTask(scene, chance.pick(busy))
}

const anyProject = ({ device, chance }: Scene): ProjectId | null => {
  const projects = device.queries.projects().get()
  return projects.length > 0 && chance.chance(0.75) ? chance.pick(projects).id : null
}

const create = (scene: Scene): Intent => ({
  name: 'create-task',
  args: { id: nthTask(scene.nth + 1), title: scene.token, projectId: anyProject(scene) },
})

const restore = ({ device, chance }: Scene): Intent | null => {
  const trash = device.queries.tasks({ trash: true }).get()
  return trash.length > 0 ? { name: 'restore-task', args: { id: chance.pick(trash).id } } : null
}

const onTask = (scene: Scene, task: Task): Intent => {
  const { people, chance, token, now } = scene
  const { id } = task
  const intents: (() => Intent)[] = [
    () => ({ name: 'edit-task', args: { id, title: { base: task.title, value: token } } }),
    () => ({
      name: 'edit-task',
      args: {
        id,
        description: { base: task.description, value: `${task.description ?? ''} ${token}` },
      },
    }),
    () => ({
      name: 'set-task-status',
      args: {
        id,
        status: {
          base: task.status,
          value: chance.pick(['todo', 'in_progress', 'completed', 'cancelled'] as const),
        },
      },
    }),
    () => ({
      name: 'tag-task',
      args: { id, add: [chance.pick(TAGS)], remove: [chance.pick(TAGS)] },
    }),
    () => ({
      name: 'assign-task',
      args: { id, assignedTo: { base: task.assignedTo, value: chance.pick([...people, null]) } },
    }),
    () => ({
      name: 'move-task',
      args: { id, projectId: { base: task.projectId, value: anyProject(scene) } },
    }),
    () => ({
      name: 'order-task',
      args: { id, orderKey: initialOrderKey(isoDate(new Date(now + chance.below(1e9))), id) },
    }),
    () => ({ name: 'delete-task', args: { id } }),
  ]
  return chance.pick(intents)()
}

const onProject = (scene: Scene): Intent | null => {
  const { device, people, chance, token, nth } = scene
  const projects = device.queries.projects().get()
  if (projects.length < 3 && chance.chance(0.4))
    return { name: 'create-project', args: { id: nthProject(nth + 2), name: token } }
  if (projects.length === 0) return null
  const project = chance.pick(projects)
  if (chance.chance(0.5))
    return {
      name: 'edit-project',
      args: { id: project.id, name: { base: project.name, value: token } },
    }
  return { name: 'remove-member', args: { projectId: project.id, userId: chance.pick(people) } }
}
