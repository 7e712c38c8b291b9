import { insertMember, insertProject, insertUser } from '@holdfast/db/testing'
import {
  AppError,
  type IsoDate,
  isoDate,
  type MutationContext,
  type ProjectId,
  type Task,
  TaskId,
  type TaskStatus,
  type UserId,
  understand,
} from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { nothingCached } from '../../cache/cached.ts'
import type { Services } from '../../context.ts'
import { type Intent, intend } from '../../mutations/mutate.ts'
import { runMutation } from '../../mutations/run-mutation.ts'
import { readTask } from '../../tasks/read-task.ts'
import { transact } from '../../transact.ts'

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const shuffled = <T>(items: readonly T[], chance: () => number): T[] =>
  items
    .map((item) => ({ item, place: chance() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)

/** What one person did to one task, as it was before and became. */
export interface Deed {
  actor: UserId
  /** When it was entered. */
  now: IsoDate
  before: Task | null
  after: Task
}

export interface RandomWork {
  people: UserId[]
  projects: ProjectId[]
  deeds: Deed[]
}

const HOUR_MS = 60 * 60 * 1000
const STATUSES: TaskStatus[] = ['todo', 'in_progress', 'in_review', 'completed', 'cancelled']

type Recording = Pick<Services, 'db' | 'pokes'>

const perform = async (
  services: Recording,
  { name, args }: Intent,
  context: MutationContext,
  id: TaskId,
): Promise<Task | null> => {
  try {
    return await transact({ ...services, cached: nothingCached }, async (store, tx) => {
      await runMutation(store, understand({ name, args }), context)
      return readTask(tx, id)
    })
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/**
 * Two people work on tasks in and out of two projects, over some months, as a seed decides. What they
 * did while offline is entered later than it was done.
 */
export const randomWork = async (
  services: Recording,
  chance: () => number,
  steps: number,
): Promise<RandomWork> => {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T
  const { people, projects } = await services.db.transact(async (tx) => {
    const people = [await insertUser(tx, 'Ann'), await insertUser(tx, 'Bob')] as const
    const projects = [
      await insertProject(tx, people[0]),
      await insertProject(tx, people[1]),
    ] as const
    await insertMember(tx, projects[0], people[1])
    await insertMember(tx, projects[1], people[0])
    return { people, projects }
  })
  let now = Date.parse('2026-01-05T06:00:00.000Z')
  const dueOf = () => {
    if (chance() < 0.2) return { dueDate: null, dueAllDay: false }
    const dueAllDay = chance() < 0.5
    const at = now + (chance() * 20 - 5) * 24 * HOUR_MS
    const due = isoDate(new Date(at))
    return {
      dueDate: dueAllDay ? (`${due.slice(0, 10)}T00:00:00.000Z` as IsoDate) : due,
      dueAllDay,
    }
  }
  const intentOn = (task: Task): Intent => {
    const { id } = task
    const kind = chance()
    if (kind < 0.45)
      return intend('set-task-status', { id, status: { value: pick(STATUSES), base: task.status } })
    if (kind < 0.6) return intend('edit-task', { id, due: { value: dueOf(), base: dueOf() } })
    if (kind < 0.72)
      return intend('assign-task', {
        id,
        assignedTo: { value: pick([...people, null]), base: null },
      })
    if (kind < 0.84)
      return intend('move-task', {
        id,
        projectId: { value: pick([...projects, null]), base: null },
      })
    if (kind < 0.92) return intend('delete-task', { id })
    return intend('restore-task', { id })
  }

  const tasks: Task[] = []
  const deeds: Deed[] = []
  for (let step = 0; step < steps; step++) {
    now += Math.floor(chance() * 14 * HOUR_MS)
    const at = isoDate(new Date(chance() < 0.2 ? now - chance() * 50 * HOUR_MS : now))
    const context = { actor: pick(people), at, now: isoDate(new Date(now)) }
    const before = tasks.length < 3 || chance() < 0.15 ? null : pick(tasks)
    const id = before?.id ?? TaskId.parse(uuidv7())
    const places = { projectId: pick([...projects, null]), assignedTo: pick([...people, null]) }
    const intent = before
      ? intentOn(before)
      : intend('create-task', { id, title: 'Task', ...dueOf(), ...places, status: pick(STATUSES) })
    const after = await perform(services, intent, context, id)
    if (!after || JSON.stringify(after) === JSON.stringify(before)) continue
    deeds.push({ actor: context.actor, now: context.now, before, after })
    if (before) tasks.splice(tasks.indexOf(before), 1)
    tasks.push(after)
  }
  return { people: [...people], projects: [...projects], deeds }
}
