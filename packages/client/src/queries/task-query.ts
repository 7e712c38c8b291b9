import {
  compareOrder,
  type IsoDate,
  isClosed,
  type ProjectId,
  type Tag,
  type Task,
  type TaskPriority,
  type TaskStatus,
  type UserId,
} from '@holdfast/domain'

export type TaskSort = 'manual' | 'due' | 'priority' | 'created' | 'updated' | 'title'

/** Which tasks, in which order. What is left out does not matter; null means "without one". */
export interface TaskQuery {
  project?: ProjectId | null
  status?: readonly TaskStatus[]
  open?: boolean
  assignee?: UserId | null
  tag?: Tag
  /** True: only what is in the trash. Else nothing of it. */
  trash?: boolean
  /** Due at or after this instant; a task due all day counts by its date in the local time zone. */
  dueFrom?: IsoDate
  /** Due before this instant. */
  dueBefore?: IsoDate
  sort?: TaskSort
}

/** The calendar date of an instant in the device's time zone, `YYYY-MM-DD`. */
const localDay = (at: IsoDate): string => {
  const date = new Date(at)
  const month = String(date.getMonth() + 1).padStart(2, '0')
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`
}

const isBefore = (task: Task, due: IsoDate, at: IsoDate): boolean =>
  task.dueAllDay ? due.slice(0, 10) < localDay(at) : due < at

/** The test of a query, made once. */
export const matcherOf = (query: TaskQuery): ((task: Task) => boolean) => {
  const { project, assignee, tag, open, dueFrom, dueBefore, trash = false } = query
  const statuses = query.status && new Set(query.status)
  return (task) => {
    if ((task.deletedAt !== null) !== trash) return false
    if (project !== undefined && task.projectId !== project) return false
    if (statuses && !statuses.has(task.status)) return false
    if (open !== undefined && isClosed(task.status) === open) return false
    if (assignee !== undefined && task.assignedTo !== assignee) return false
    if (tag !== undefined && !task.tags.includes(tag)) return false
    if (dueFrom !== undefined || dueBefore !== undefined) {
      if (task.dueDate === null) return false
      if (dueFrom !== undefined && isBefore(task, task.dueDate, dueFrom)) return false
      if (dueBefore !== undefined && !isBefore(task, task.dueDate, dueBefore)) return false
    }
    return true
  }
}

type Compare = (a: Task, b: Task) => number

const urgency: Record<TaskPriority, number> = { critical: 0, high: 1, medium: 2, low: 3 }
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sorts: Record<TaskSort, Compare> = {
  manual: compareOrder,
  due: (a, b) => byText(a.dueDate ?? '~', b.dueDate ?? '~'),
  priority: (a, b) => urgency[a.priority] - urgency[b.priority],
  created: (a, b) => byText(b.createdAt, a.createdAt),
  updated: (a, b) => byText(b.updatedAt, a.updatedAt),
  title: (a, b) => collator.compare(a.title, b.title),
}

/** The order of a query; total, so that every row has one place. */
export const orderOf = ({ sort = 'manual' }: TaskQuery): Compare => {
  const compare = sorts[sort]
  return (a, b) => compare(a, b) || compareOrder(a, b)
}

/** The same text for queries that mean the same. */
export const queryKey = (query: TaskQuery): string =>
  JSON.stringify(query, Object.keys(query).sort())
