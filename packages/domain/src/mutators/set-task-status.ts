import { z } from 'zod'
import { requireOnTask } from '../access/access.ts'
import { TaskId } from '../ids.ts'
import { isClosed, statusChange } from '../tasks/status.ts'
import { TaskStatus } from '../tasks/task.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator } from './mutator.ts'
import { changeTask, conflictsOf, readTask, requireTask } from './task-change.ts'

const actionOf = (from: TaskStatus, to: TaskStatus) => {
  if (to === 'completed') return 'completed'
  return isClosed(from) && !isClosed(to) ? 'reopened' : 'status-changed'
}

export const setTaskStatus = defineMutator({
  name: 'set-task-status',
  version: 1,
  args: z.strictObject({ id: TaskId, status: fieldEdit(TaskStatus) }),
  reads: ({ id }, { actor }, rows) => readTask(rows, id, actor),

  apply(rows, { id, status }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'edit')
    const change = statusChange(task, status.value, context.at, context.now)
    return changeTask(
      task,
      change,
      actionOf(task.status, status.value),
      context,
      conflictsOf(task, { status }),
    )
  },
})
