import { z } from 'zod'
import { requireOnTask } from '../access/access.ts'
import { TaskId } from '../ids.ts'
import { defineMutator } from './mutator.ts'
import { changeTask, readTask, requireTask } from './task-change.ts'

/** Takes a task out of the trash. */
export const restoreTask = defineMutator({
  name: 'restore-task',
  version: 1,
  args: z.strictObject({ id: TaskId }),
  reads: ({ id }, { actor }, rows) => readTask(rows, id, actor),

  apply(rows, { id }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'delete')
    return changeTask(task, { deletedAt: null }, 'restored', context)
  },
})
