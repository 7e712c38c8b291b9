import { z } from 'zod'
import { requireOnTask } from '../access/access.ts'
import { TaskId } from '../ids.ts'
import { OrderKey } from '../tasks/order-key.ts'
import { defineMutator } from './mutator.ts'
import { changeTask, readTask, requireTask } from './task-change.ts'

export const orderTask = defineMutator({
  name: 'order-task',
  version: 1,
  args: z.strictObject({ id: TaskId, orderKey: OrderKey }),
  reads: ({ id }, { actor }, rows) => readTask(rows, id, actor),

  apply(rows, { id, orderKey }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'edit')
    return changeTask(task, { orderKey }, 'ordered', context)
  },
})
