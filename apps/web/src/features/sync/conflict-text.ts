import type { Person } from '@holdfast/client'
import type {
  Conflict,
  ConflictField,
  Due,
  Project,
  ProjectId,
  Task,
  TaskPriority,
  TaskStatus,
  UserId,
} from '@holdfast/domain'
import { priorityNames } from '../../components/priority-glyph.tsx'
import { statusNames } from '../../components/status-glyph.tsx'
import { dateText, type Moment } from '../tasks/due/due-label.ts'

export const fieldNames: Record<ConflictField, string> = {
  title: 'Title',
  name: 'Name',
  description: 'Description',
  status: 'Status',
  priority: 'Priority',
  due: 'Due',
  assignedTo: 'Assignee',
  projectId: 'Project',
  tags: 'Tags',
}

/** What values are written with. */
export interface Names {
  people: ReadonlyMap<UserId, Person>
  projects: ReadonlyMap<ProjectId, string>
  moment: Moment
}

const projectStatusNames = { active: 'Active', archived: 'Archived', deleted: 'Deleted' }

/** A value of a field in words. */
export function valueText(field: ConflictField, value: unknown, names: Names): string {
  switch (field) {
    case 'title':
    case 'name':
      return String(value ?? '')
    case 'description':
      return value ? String(value) : 'No description'
    case 'status':
      return (
        statusNames[value as TaskStatus] ??
        projectStatusNames[value as Project['status']] ??
        String(value)
      )
    case 'priority':
      return priorityNames[value as TaskPriority]
    case 'due': {
      const { dueDate, dueAllDay } = value as Due
      return dueDate ? dateText(dueDate, dueAllDay, names.moment) : 'No date'
    }
    case 'assignedTo':
      if (value === null) return 'No one'
      return names.people.get(value as UserId)?.displayName ?? 'Somebody you cannot see'
    case 'projectId':
      if (value === null) return 'No project'
      return names.projects.get(value as ProjectId) ?? 'A project you cannot see'
    case 'tags': {
      const tags = value as readonly string[]
      return tags.length > 0 ? tags.map((tag) => `#${tag}`).join(' ') : 'No tags'
    }
  }
}

/** The value that a task or a project has there now. */
export function currentValue(field: ConflictField, of: Task | Project): unknown {
  if (field !== 'due') return (of as unknown as Record<string, unknown>)[field]
  const { dueDate, dueAllDay } = of as Task
  return { dueDate, dueAllDay }
}

/** Who the other was, for a sentence: “Boris Cole”, “another device of yours”. */
function otherName({ by, userId }: Conflict, { people }: Names): string {
  if (by === userId) return 'another device of yours'
  return (by && people.get(by)?.displayName) || 'somebody else'
}

/** What happened, over the two values. */
export function conflictTitle({ kind, field, by, userId }: Conflict): string {
  const who = by === userId ? 'Two of your devices' : 'Two people'
  if (kind === 'trashed') return 'A task in the trash was edited'
  if (kind === 'merged') return `${who} wrote in ${fieldNames[field]} at once`
  return `${who} changed ${fieldNames[field]}`
}

/** The same in one quiet sentence, beside the task itself. */
export function conflictLine(conflict: Conflict, names: Names): string {
  const { kind, field, by, userId } = conflict
  const other = otherName(conflict, names)
  const what = fieldNames[field].toLocaleLowerCase()
  const lost = quoted(valueText(field, conflict.lost, names))
  const kept = quoted(valueText(field, conflict.kept, names))
  const Other = other.charAt(0).toLocaleUpperCase() + other.slice(1)
  switch (kind) {
    case 'overruled':
      return `${Other} changed the ${what} to ${kept}. Yours, ${lost}, was replaced.`
    case 'overrode':
      return `Your ${what} ${kept} replaced ${lost}, which ${other} had written.`
    case 'merged':
      return `${Other} wrote in the same place of the ${what} as you. Both texts are in it.`
    case 'trashed': {
      const byMe = conflict.kept === null || by === userId
      return byMe
        ? `You edited the ${what} while this was in the trash.`
        : `${Other} edited the ${what} while this was in the trash.`
    }
  }
}

const longest = 80

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return `“${line.length > longest ? `${line.slice(0, longest).trimEnd()}…` : line}”`
}
