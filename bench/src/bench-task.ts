import {
  type IsoDate,
  initialOrderKey,
  isoDate,
  type ProjectId,
  type Tag,
  type Task,
  type TaskId,
  type TaskPriority,
  type TaskStatus,
  type UserId,
} from '@holdfast/domain'

/** A task as every peer is given it: about 340 bytes of JSON. */
export interface PlainTask {
  id: string
  project_id: string
  title: string
  notes: string
  status: string
  priority: number
  position: number
  due_at: number
  created_at: number
  updated_at: number
}

const words = (
  'review draft ship plan call invoice budget release design sketch test garden booking travel ' +
  'report client update fix deploy weekly summary kitchen doctor school energy renewal contract ' +
  'interview backlog roadmap'
).split(' ')
const plainStatus = ['todo', 'doing', 'blocked', 'done'] as const
const status: Record<string, TaskStatus> = {
  todo: 'todo',
  doing: 'in_progress',
  blocked: 'in_review',
  done: 'completed',
}
const priority: TaskPriority[] = ['low', 'medium', 'high', 'critical']

/** A stream of whole numbers below `k`, the same for the same seed. */
const chance = (seed: number): ((k: number) => number) => {
  let state = seed >>> 0
  return (k) => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state % k
  }
}

/** Task number `i`, the same in every run and for every peer. */
export const plainTask = (i: number): PlainTask => {
  const below = chance(i * 2654435761)
  const text = (n: number) => Array.from({ length: n }, () => words[below(words.length)]).join(' ')
  return {
    id: `t${String(i).padStart(7, '0')}`,
    project_id: `p${below(200)}`,
    title: text(6),
    notes: text(16),
    status: plainStatus[below(4)] ?? 'todo',
    priority: below(5),
    position: i + below(1000) / 1000,
    due_at: 1.76e12 + below(1e9),
    created_at: 1.75e12 + i,
    updated_at: 1.755e12 + i,
  }
}

export const plainColumns = Object.keys(plainTask(0)) as (keyof PlainTask)[]

/**
 * The id of task `i`: a UUIDv7 with as many random bits as a device makes, since those are what an
 * id costs on the wire.
 */
export const taskId = (i: number): TaskId => {
  let state = (i * 0x9e3779b9 + 0x85ebca6b) >>> 0
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const hex = (digits: number) => word().toString(16).padStart(8, '0').slice(0, digits)
  const time = (1.75e12 + i).toString(16).padStart(12, '0')
  const variant = ((word() & 3) | 8).toString(16)
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(8)}${hex(4)}`
  return id as TaskId
}

/** The same task with the columns of this product: the peers' project becomes a tag. */
export const benchTask = (
  i: number,
  { projectId, createdBy }: { projectId: ProjectId; createdBy: UserId },
): Omit<Task, 'version'> => {
  const plain = plainTask(i)
  const at = (ms: number): IsoDate => isoDate(new Date(ms))
  const id = taskId(i)
  const isDone = plain.status === 'done'
  return {
    id,
    title: plain.title as Task['title'],
    description: plain.notes as Task['description'],
    status: status[plain.status] ?? 'todo',
    priority: priority[plain.priority % priority.length] ?? 'medium',
    dueDate: at(plain.due_at),
    dueAllDay: false,
    createdBy,
    assignedTo: null,
    projectId,
    tags: [plain.project_id as Tag],
    orderKey: initialOrderKey(at(plain.created_at), id),
    createdAt: at(plain.created_at),
    updatedAt: at(plain.updated_at),
    completedAt: isDone ? at(plain.updated_at) : null,
    deletedAt: null,
  }
}
