import type { Grouping as Division } from '@holdfast/client'
import type { Project, Task, TaskPriority, TaskStatus } from '@holdfast/domain'
import { priorityNames } from '../../components/priority-glyph.tsx'
import { statusNames } from '../../components/status-glyph.tsx'
import type { Moment } from './due/due-label.ts'
import { addDays, instantOf, type WallDay, wallTimeOf } from './due/wall-time.ts'
import type { Grouping } from './groupings.ts'

export interface Group {
  id: string
  name: string
  /** Those that can be drawn; of a group that is folded away perhaps none. */
  tasks: readonly Task[]
  count: number
  late?: boolean
  /** Closed work is folded away until the person opens it. */
  folded?: boolean
}

const open: readonly TaskStatus[] = ['in_progress', 'in_review', 'todo']
const priorities: readonly TaskPriority[] = ['critical', 'high', 'medium', 'low']
const noProject = 'no-project'

/** Into which group each open task belongs. */
export function divisionOf(by: Grouping, moment: Moment): Division<Task> {
  if (by === 'status') return { key: by, groupOf: ({ status }) => status }
  if (by === 'priority') return { key: by, groupOf: ({ priority }) => priority }
  if (by === 'project') return { key: by, groupOf: ({ projectId }) => projectId ?? noProject }
  return byDay(moment)
}

/** A day is late when it is over, an instant when it has passed. */
function byDay({ now, timeZone }: Moment): Division<Task> {
  const today = wallTimeOf(now, timeZone)
  const midnight = (day: WallDay) =>
    instantOf({ ...day, hour: 0, minute: 0 }, timeZone).toISOString()
  const [day, nextDay] = [today, addDays(today, 1)].map((one) =>
    new Date(Date.UTC(one.year, one.month - 1, one.day)).toISOString(),
  ) as [string, string]
  const allDay = { late: day, from: day, to: nextDay }
  const timed = { late: now.toISOString(), from: midnight(today), to: midnight(addDays(today, 1)) }
  return {
    key: `due ${timed.late} ${timed.from}`,
    groupOf({ dueDate, dueAllDay }) {
      if (!dueDate) return 'no-date'
      const bounds = dueAllDay ? allDay : timed
      if (dueDate < bounds.late) return 'overdue'
      return dueDate >= bounds.from && dueDate < bounds.to ? 'today' : 'upcoming'
    },
  }
}

type Heading = Pick<Group, 'id' | 'name' | 'late'>

/** The headings that groups stand under, in the order they are drawn. */
export function headingsOf(by: Grouping, projects: readonly Project[]): Heading[] {
  if (by === 'status') return open.map((status) => ({ id: status, name: statusNames[status] }))
  if (by === 'priority') return priorities.map((id) => ({ id, name: priorityNames[id] }))
  if (by === 'project')
    return [
      { id: noProject, name: 'No project' },
      ...projects.map(({ id, name }) => ({ id, name })),
    ]
  return [
    { id: 'overdue', name: 'Overdue', late: true },
    { id: 'today', name: 'Today' },
    { id: 'upcoming', name: 'Upcoming' },
    { id: 'no-date', name: 'No date' },
  ]
}
