import { z } from 'zod'
import { requireAssignable, requireTaskEditor } from '../access/access.ts'
import { TaskId, UserId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { rowKey } from '../rows.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator } from './mutator.ts'
import { changeTask, readTask, requireTask } from './task-change.ts'

export const assignTask = defineMutator({
  name: 'assign-task',
  version: 1,
  args: z.strictObject({ id: TaskId, assignedTo: fieldEdit(UserId.nullable()) }),

  reads({ id, assignedTo }, { actor }, rows) {
    const { keys } = readTask(rows, id, actor)
    const task = rows.task(id)
    if (!task || !assignedTo.value) return { keys }
    if (task.projectId)
      return { keys: [...keys, rowKey('member', memberId(task.projectId, assignedTo.value))] }
    return { keys, questions: [{ ask: 'acquainted', one: actor, other: assignedTo.value }] }
  },

  apply(rows, { id, assignedTo }, context) {
    const task = requireTask(rows, id)
    requireTaskEditor(rows, task, context.actor)
    if (assignedTo.value !== null)
      requireAssignable(rows, task.projectId, assignedTo.value, context.actor)
    const action = assignedTo.value === null ? 'unassigned' : 'assigned'
    return changeTask(task, { assignedTo: assignedTo.value }, action, context)
  },
})
