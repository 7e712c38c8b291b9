import type { z } from 'zod'
import { assignTask } from './assign-task.ts'
import { createProject } from './create-project.ts'
import { createTask } from './create-task.ts'
import { deleteTask } from './delete-task.ts'
import { dismissConflict } from './dismiss-conflict.ts'
import { editPreferences } from './edit-preferences.ts'
import { editProfile } from './edit-profile.ts'
import { editProject } from './edit-project.ts'
import { editTask } from './edit-task.ts'
import { moveTask } from './move-task.ts'
import type { Mutator } from './mutator.ts'
import { noop } from './noop.ts'
import { orderTask } from './order-task.ts'
import { removeMember } from './remove-member.ts'
import { restoreTask } from './restore-task.ts'
import { setMemberRole } from './set-member-role.ts'
import { setProjectStatus } from './set-project-status.ts'
import { setTaskStatus } from './set-task-status.ts'
import { tagTask } from './tag-task.ts'

/** Every intent there is, by name. */
export const mutators = {
  'create-task': createTask,
  'edit-task': editTask,
  'set-task-status': setTaskStatus,
  'assign-task': assignTask,
  'tag-task': tagTask,
  'move-task': moveTask,
  'order-task': orderTask,
  'delete-task': deleteTask,
  'restore-task': restoreTask,
  'create-project': createProject,
  'edit-project': editProject,
  'set-project-status': setProjectStatus,
  'set-member-role': setMemberRole,
  'remove-member': removeMember,
  'edit-profile': editProfile,
  'edit-preferences': editPreferences,
  'dismiss-conflict': dismissConflict,
  noop,
} as const

export type MutatorName = keyof typeof mutators
/** What a caller passes; defaults may be left out. */
export type MutatorInput<N extends MutatorName> = z.input<(typeof mutators)[N]['args']>

/** @returns undefined for a name that this version does not know */
export const findMutator = (name: string): Mutator | undefined =>
  Object.hasOwn(mutators, name) ? (mutators[name as MutatorName] as unknown as Mutator) : undefined
