import { z } from 'zod'
import { requireOnTask } from '../access/access.ts'
import { TaskId } from '../ids.ts'
import { defineMutator, nothing } from './mutator.ts'
import { changeTask, readTask, requireTask } from './task-change.ts'

/** Moves a task to the trash, where it stays for 30 days. */
export const deleteTask = defineMutator({
  name: 'delete-task',
  version: 1,
  args: z.strictObject({ id: TaskId }),
  reads: ({ id }, { actor }, rows) => readTask(rows, id, actor),

  apply(rows, { id }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'delete')
    if (task.deletedAt !== null) return nothing
    return changeTask(task, { deletedAt: context.now }, 'deleted', context)
  },
})
