import type { Device } from '@holdfast/client'
import {
  abilitiesOnTask,
  type ProjectId,
  type ProjectRole,
  type Task,
  type TaskAbilities,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import type { LucideIcon } from 'lucide-react'
import { roleHere } from '../features/projects/role-here.ts'

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

/** May the person do this with all of them? While the device does not know, the server decides. */
function may({ device, me, tasks }: ActionContext, deed: keyof TaskAbilities): boolean {
  const roles = new Map<ProjectId | null, ProjectRole>()
  return tasks.every((task) => {
    const { projectId } = task
    const role = roles.get(projectId) ?? (projectId && roleHere(device, projectId, me))
    if (role) roles.set(projectId, role)
    return abilitiesOnTask(task, me, role)[deed]
  })
}

export const canDo = (deed: keyof TaskAbilities) => (context: ActionContext) =>
  hasOpenTasks(context) && may(context, deed)

export const canRestoreTasks = (context: ActionContext) =>
  hasTrashedTasks(context) && may(context, 'delete')

const caps: Record<string, string> = { space: 'Space', enter: 'Enter', delete: 'Del', f2: 'F2' }

/** The key caps of a shortcut. */
export function keysOf({ shortcut = '' }: Pick<Action, 'shortcut'>): string[] {
  return shortcut
    .split(/[ +]/)
    .filter(Boolean)
    .map((key) => caps[key] ?? key.charAt(0).toUpperCase() + key.slice(1))
}
