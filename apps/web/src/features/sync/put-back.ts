import type {
  Conflict,
  ConflictField,
  Project,
  ProjectId,
  Tag,
  Task,
  TaskId,
} from '@holdfast/domain'
import type { Mutation, Step } from '../../actions/step.ts'
import { currentValue, fieldNames } from './conflict-text.ts'

/** Takes a conflict off the list, with the way back. */
export function dismissStep({ id }: Conflict): Step {
  return {
    label: 'Issue discarded',
    does: [{ name: 'dismiss-conflict', args: { id } }],
    undoes: [{ name: 'dismiss-conflict', args: { id, dismissed: false } }],
  }
}

/** Writes the value that was replaced as a new change of what is there now, and settles the conflict. */
export function putBackStep(conflict: Conflict, of: Task | Project): Step {
  const { field, lost, taskId, projectId } = conflict
  const edit = (base: unknown, value: unknown) =>
    taskId
      ? editOfTask(taskId, field, base, value)
      : editOfProject(projectId as ProjectId, field, base, value)
  const current = currentValue(field, of)
  const dismiss = dismissStep(conflict)
  return {
    label: `${fieldNames[field]} put back`,
    does: [edit(current, lost), ...dismiss.does],
    undoes: [edit(lost, current), ...dismiss.undoes],
  }
}

/** Gives a task a value again that it once had. */
export function restoreValueStep(task: Task, field: ConflictField, value: unknown): Step {
  const current = currentValue(field, task)
  return {
    label: `${fieldNames[field]} restored`,
    does: [editOfTask(task.id, field, current, value)],
    undoes: [editOfTask(task.id, field, value, current)],
  }
}

// The values were made by the field's own schema, and are parsed by it again.

function editOfProject(
  id: ProjectId,
  field: ConflictField,
  base: unknown,
  value: unknown,
): Mutation {
  const edit = { base, value } as never
  if (field === 'status') return { name: 'set-project-status', args: { id, status: edit } }
  return { name: 'edit-project', args: { id, [field]: edit } }
}

function editOfTask(id: TaskId, field: ConflictField, base: unknown, value: unknown): Mutation {
  const edit = { base, value } as never
  switch (field) {
    case 'status':
      return { name: 'set-task-status', args: { id, status: edit } }
    case 'assignedTo':
      return { name: 'assign-task', args: { id, assignedTo: edit } }
    case 'projectId':
      return { name: 'move-task', args: { id, projectId: edit } }
    case 'tags': {
      const [before, after] = [base, value] as [Tag[], Tag[]]
      return { name: 'tag-task', args: { id, add: after, remove: before } }
    }
    default:
      return { name: 'edit-task', args: { id, [field]: edit } }
  }
}
