import type { Deed } from '@holdfast/client'
import type { MutatorName, TaskPriority, TaskStatus } from '@holdfast/domain'
import {
  AlignLeft,
  Archive,
  ArrowUpDown,
  Calendar,
  Check,
  CircleCheck,
  Flag,
  Folder,
  Hash,
  type LucideIcon,
  Pencil,
  Plus,
  RotateCcw,
  Settings,
  Trash2,
  User,
  UserMinus,
  UserPen,
} from 'lucide-react'
import { priorityNames } from '../../components/priority-glyph.tsx'
import { statusNames } from '../../components/status-glyph.tsx'

export interface DeedText {
  icon: LucideIcon
  title: string
  detail: string
}

interface Edit {
  value?: unknown
}

/** The arguments of an edit, of which a screen needs the new values only. */
type Args = Record<string, unknown> & { [field: string]: Edit | unknown }

const newValue = (args: Args, field: string): unknown => (args[field] as Edit | undefined)?.value

const words = (value: unknown): string =>
  Array.isArray(value) ? value.map((tag) => `#${tag}`).join(' ') : ''

/** What a person did, as a line of a list. */
export function describeDeed({ name, args, title }: Deed): DeedText {
  const [icon, detail] = detailOf(name as MutatorName, (args ?? {}) as Args)
  return { icon, title: title || untitled(name), detail }
}

function untitled(name: string): string {
  if (name === 'dismiss-conflict') return 'An issue'
  if (name === 'edit-profile' || name === 'edit-preferences') return 'Your account'
  if (name.includes('project') || name.includes('member')) {
    return 'A project that you can no longer see'
  }
  return 'A task that you can no longer see'
}

/** Why a change was refused, from where the person stands: what they lost sight of does exist. */
export function describeRefusal({ code, message }: { code: string; message: string }): string {
  if (code === 'task-not-found') return 'You cannot see this task any more.'
  if (code === 'project-not-found') return 'You cannot see this project any more.'
  return message
}

function detailOf(name: MutatorName, args: Args): [LucideIcon, string] {
  switch (name) {
    case 'create-task':
      return [Plus, 'New task']
    case 'edit-task':
      return editOf(args)
    case 'set-task-status':
      return [CircleCheck, `Status: ${statusNames[newValue(args, 'status') as TaskStatus]}`]
    case 'assign-task':
      return [User, newValue(args, 'assignedTo') ? 'Assignee changed' : 'Assigned to no one']
    case 'tag-task':
      return [Hash, tagsOf(args)]
    case 'move-task':
      return [
        Folder,
        newValue(args, 'projectId') ? 'Moved to a project' : 'Moved out of its project',
      ]
    case 'order-task':
      return [ArrowUpDown, 'Put in another place']
    case 'delete-task':
      return [Trash2, 'Deleted']
    case 'restore-task':
      return [RotateCcw, 'Restored from the trash']
    case 'create-project':
      return [Plus, 'New project']
    case 'edit-project':
      return [Pencil, 'Project edited']
    case 'set-project-status':
      return [Archive, `Project ${String(newValue(args, 'status'))}`]
    case 'set-member-role':
      return [UserPen, 'Role of a member changed']
    case 'remove-member':
      return [UserMinus, 'Member removed']
    case 'edit-profile':
    case 'edit-preferences':
      return [Settings, 'Settings changed']
    case 'dismiss-conflict':
      return [Check, args.dismissed === false ? 'Put back on the list' : 'Taken off the list']
    case 'noop':
      return [RotateCcw, 'Taken back']
  }
}

function editOf(args: Args): [LucideIcon, string] {
  if ('title' in args) return [Pencil, `Title: “${String(newValue(args, 'title'))}”`]
  if ('description' in args) return [AlignLeft, 'Description']
  if ('due' in args) return [Calendar, dueOf(newValue(args, 'due'))]
  return [Flag, `Priority: ${priorityNames[newValue(args, 'priority') as TaskPriority]}`]
}

function dueOf(due: unknown): string {
  const { dueDate } = (due ?? {}) as { dueDate?: string | null }
  return dueDate ? `Due: ${new Date(dueDate).toLocaleDateString()}` : 'Due: no date'
}

function tagsOf(args: Args): string {
  const [added, removed] = [words(args.add), words(args.remove)]
  if (added && removed) return `Tags: ${added}, without ${removed}`
  return added ? `Tag added: ${added}` : `Tag removed: ${removed}`
}
