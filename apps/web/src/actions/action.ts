import type { Device } from '@holdfast/client'
import type { Task, TaskId, UserId } from '@holdfast/domain'
import type { LucideIcon } from 'lucide-react'

export interface Destination {
  to: '/' | '/search' | '/trash' | '/settings' | '/import'
}

/** What an action needs to know and may touch. */
export interface ActionContext {
  device: Device
  me: UserId
  /** What it acts on: the selection, else the open task, else the row under the cursor. */
  tasks: readonly Task[]
  /** Where a popover of the action opens. */
  anchor: Element
  go: (destination: Destination) => void
  openTask: (id: TaskId | null) => void
}

/** One thing that a person can do. Menus, bars and keys share it. */
export interface Action {
  id: string
  label: (tasks: readonly Task[]) => string
  icon: LucideIcon
  /** As the keyboard names it: `e`, `shift+z`, `space`, `g t`. */
  shortcut?: string
  /** The group it stands under in the sheet of keys. */
  group: 'Task' | 'List' | 'Go' | 'Anywhere'
  isEnabled: (context: ActionContext) => boolean
  run: (context: ActionContext) => void
}

const hasOpenTasks = ({ tasks }: ActionContext) =>
  tasks.length > 0 && tasks.every(({ deletedAt }) => deletedAt === null)

const hasTrashedTasks = ({ tasks }: ActionContext) =>
  tasks.length > 0 && tasks.every(({ deletedAt }) => deletedAt !== null)

/** A viewer of a project changes nothing in it; while the device does not know, the rules decide. */
function mayEdit({ device, me, tasks }: ActionContext): boolean {
  const projects = new Set(tasks.map(({ projectId }) => projectId))
  return [...projects].every((projectId) => {
    if (projectId === null) return true
    const members = device.queries.members(projectId).get()
    return members.find(({ userId }) => userId === me)?.role !== 'viewer'
  })
}

/** Without a project, only who created a task throws it away and brings it back. */
const ownsThem = ({ me, tasks }: ActionContext) =>
  tasks.every(({ projectId, createdBy }) => projectId !== null || createdBy === me)

export const canEditTasks = (context: ActionContext) => hasOpenTasks(context) && mayEdit(context)

export const canDeleteTasks = (context: ActionContext) => canEditTasks(context) && ownsThem(context)

export const canRestoreTasks = (context: ActionContext) =>
  hasTrashedTasks(context) && mayEdit(context) && ownsThem(context)

const caps: Record<string, string> = { space: 'Space', enter: 'Enter', delete: 'Del', f2: 'F2' }

/** The key caps of a shortcut. */
export function keysOf({ shortcut = '' }: Pick<Action, 'shortcut'>): string[] {
  return shortcut
    .split(/[ +]/)
    .filter(Boolean)
    .map((key) => caps[key] ?? key.charAt(0).toUpperCase() + key.slice(1))
}
