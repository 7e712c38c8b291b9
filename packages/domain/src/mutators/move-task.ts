import { z } from 'zod'
import { requireOnProject, requireOnTask, requireOpenProject, roleIn } from '../access/access.ts'
import { AppError } from '../errors.ts'
import { ProjectId, TaskId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { rowKey } from '../rows.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator, nothing } from './mutator.ts'
import { changeTask, conflictsOf, readTask, requireTask } from './task-change.ts'

/** Moves a task to a project or out of every one. An assignee who is no member there is unassigned. */
export const moveTask = defineMutator({
  name: 'move-task',
  version: 1,
  args: z.strictObject({ id: TaskId, projectId: fieldEdit(ProjectId.nullable()) }),

  reads({ id, projectId }, { actor }, rows) {
    const { keys, looksAt } = readTask(rows, id, actor)
    const target = projectId.value
    if (target) {
      looksAt.push(rowKey('project', target), rowKey('member', memberId(target, actor)))
      const assignee = rows.task(id)?.assignedTo
      if (assignee) looksAt.push(rowKey('member', memberId(target, assignee)))
    }
    const task = rows.task(id)
    if (target === null && task?.projectId)
      looksAt.push(rowKey('member', memberId(task.projectId, task.createdBy)))
    return { keys, looksAt, follows: keys }
  },

  apply(rows, { id, projectId }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'move')
    const target = projectId.value
    if (target === task.projectId) return nothing
    const conflicts = conflictsOf(task, { projectId })
    if (target === null) {
      if (task.createdBy !== context.actor && task.assignedTo !== context.actor)
        throw new AppError('forbidden', 'Outside a project this task would be lost to you.')
      if (task.projectId && rows.member(task.projectId, task.createdBy)?.left)
        throw new AppError(
          'forbidden',
          'Outside a project this task would be seen by its creator, who has left.',
        )
      return changeTask(task, { projectId: null }, 'moved', context, conflicts)
    }
    requireOnProject(rows, target, context.actor, 'add')
    requireOpenProject(rows, target)
    const stays =
      task.assignedTo === null ||
      roleIn(rows, target, task.assignedTo) !== null ||
      (!rows.complete && rows.member(target, task.assignedTo) === undefined)
    return changeTask(
      task,
      { projectId: target, ...(stays ? {} : { assignedTo: null }) },
      'moved',
      context,
      conflicts,
    )
  },
})
