import type { Refusal } from '@holdfast/client'
import type { MutatorInput } from '@holdfast/domain'

type NewTask = MutatorInput<'create-task'>

/**
 * A new task that its project did not take, as one of the person's own. It keeps its id, so that
 * refused edits of it can be tried again.
 * @returns null for any other refusal
 */
export function asOwnTask({ name, args, reason }: Refusal): NewTask | null {
  if (name !== 'create-task' || reason.status !== 'rejected') return null
  const task = args as NewTask
  return task.projectId ? { ...task, projectId: null, assignedTo: null } : null
}
