import { z } from 'zod'
import { requireAssignable, requireOnTask } from '../access/access.ts'
import { TaskId, UserId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { rowKey } from '../rows.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator, nothing } from './mutator.ts'
import { changeTask, conflictsOf, readTask, requireTask } from './task-change.ts'

export const assignTask = defineMutator({
  name: 'assign-task',
  version: 1,
  args: z.strictObject({ id: TaskId, assignedTo: fieldEdit(UserId.nullable()) }),

  reads({ id, assignedTo }, { actor }, rows) {
    const { keys, looksAt, behind } = readTask(rows, id, actor)
    const task = rows.task(id)
    if (!assignedTo.value) return { keys, looksAt, behind }
    if (!task) return { keys, behind: [{ task: id, members: [actor, assignedTo.value] }] }
    if (task.projectId) {
      looksAt.push(rowKey('member', memberId(task.projectId, assignedTo.value)))
      return { keys, looksAt }
    }
    return {
      keys,
      looksAt,
      questions: [{ ask: 'acquainted', one: actor, other: assignedTo.value }],
    }
  },

  apply(rows, { id, assignedTo }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'assign')
    if (assignedTo.value === task.assignedTo) return nothing
    if (assignedTo.value !== null)
      requireAssignable(rows, task.projectId, assignedTo.value, context.actor)
    const action = assignedTo.value === null ? 'unassigned' : 'assigned'
    return changeTask(
      task,
      { assignedTo: assignedTo.value },
      action,
      context,
      conflictsOf(task, { assignedTo }),
    )
  },
})
