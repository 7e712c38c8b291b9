import {
  compareOrder,
  isClosed,
  type Project,
  type Task,
  type TaskPriority,
  type TaskStatus,
} from '@holdfast/domain'
import { priorityNames } from '../../components/priority-glyph.tsx'
import { statusNames } from '../../components/status-glyph.tsx'
import { daysUntil, isLate, type Moment } from './due/due-label.ts'

export const groupings = ['due', 'status', 'priority', 'project'] as const
export type Grouping = (typeof groupings)[number]

export interface Group {
  id: string
  name: string
  tasks: Task[]
  late?: boolean
  /** Closed work is folded away until the person opens it. */
  folded?: boolean
}

interface World {
  moment: Moment
  projects: readonly Project[]
}

const statuses: readonly TaskStatus[] = [
  'in_progress',
  'in_review',
  'todo',
  'completed',
  'cancelled',
]
const priorities: readonly TaskPriority[] = ['critical', 'high', 'medium', 'low']
const byPriority = (a: Task, b: Task) =>
  priorities.indexOf(a.priority) - priorities.indexOf(b.priority)
const text = (a: string | null, b: string | null) =>
  (a ?? '~') < (b ?? '~') ? -1 : (a ?? '~') > (b ?? '~') ? 1 : 0

/** Soonest first; on a day the urgent first. Without a date the newest first, in the order it came in. */
const byDue = (a: Task, b: Task) =>
  text(a.dueDate, b.dueDate) ||
  byPriority(a, b) ||
  text(b.createdAt, a.createdAt) ||
  compareOrder(a, b)
const byClosing = (a: Task, b: Task) =>
  text(b.completedAt ?? b.updatedAt, a.completedAt ?? a.updatedAt) || compareOrder(a, b)

/** Puts tasks under the headings of a list, in the order they are drawn. Empty groups are left out. */
export function groupTasks(tasks: readonly Task[], by: Grouping, world: World): Group[] {
  const open = tasks.filter(({ status }) => !isClosed(status)).sort(byDue)
  const groups = by === 'status' ? byStatus(open) : openGroups(open, by, world)
  const closed = tasks.filter(({ status }) => isClosed(status)).sort(byClosing)
  const closedGroups = (['completed', 'cancelled'] as const).map((status) => ({
    id: status,
    name: statusNames[status],
    tasks: closed.filter((task) => task.status === status),
    folded: true,
  }))
  return [...groups, ...closedGroups].filter((group) => group.tasks.length > 0)
}

function byStatus(open: readonly Task[]): Group[] {
  return statuses.slice(0, 3).map((status) => ({
    id: status,
    name: statusNames[status],
    tasks: open.filter((task) => task.status === status),
  }))
}

function openGroups(open: readonly Task[], by: Grouping, world: World): Group[] {
  if (by === 'priority') {
    return priorities.map((priority) => ({
      id: priority,
      name: priorityNames[priority],
      tasks: open.filter((task) => task.priority === priority),
    }))
  }
  if (by === 'project') {
    const groups = world.projects.map(({ id, name }) => ({
      id,
      name,
      tasks: open.filter((task) => task.projectId === id),
    }))
    const none = open.filter((task) => task.projectId === null)
    return [{ id: 'no-project', name: 'No project', tasks: none }, ...groups]
  }
  return byDay(open, world.moment)
}

function byDay(open: readonly Task[], moment: Moment): Group[] {
  const groups = {
    overdue: { id: 'overdue', name: 'Overdue', tasks: [] as Task[], late: true },
    today: { id: 'today', name: 'Today', tasks: [] as Task[] },
    upcoming: { id: 'upcoming', name: 'Upcoming', tasks: [] as Task[] },
    none: { id: 'no-date', name: 'No date', tasks: [] as Task[] },
  }
  for (const task of open) {
    if (!task.dueDate) groups.none.tasks.push(task)
    else if (isLate(task, moment)) groups.overdue.tasks.push(task)
    else if (daysUntil(task.dueDate, task.dueAllDay, moment) === 0) groups.today.tasks.push(task)
    else groups.upcoming.tasks.push(task)
  }
  return Object.values(groups)
}
