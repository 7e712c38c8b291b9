import { z } from 'zod'
import { requireOnTask } from '../access/access.ts'
import { editDescription } from '../conflicts/noticed.ts'
import { TaskId } from '../ids.ts'
import { Due, MAX_DESCRIPTION, TaskDescription, TaskPriority, TaskTitle } from '../tasks/task.ts'
import { fieldEdit } from './field-edit.ts'
import { defineMutator } from './mutator.ts'
import { changeTask, conflictsOf, readTask, requireTask } from './task-change.ts'

/** Each field that a person edits carries the value that they saw. */
const Args = z
  .strictObject({
    id: TaskId,
    title: fieldEdit(TaskTitle).optional(),
    description: fieldEdit(TaskDescription.nullable()).optional(),
    priority: fieldEdit(TaskPriority).optional(),
    due: fieldEdit(Due).optional(),
  })
  .refine(({ id: _, ...edits }) => Object.keys(edits).length > 0, 'names no field to edit')

export const editTask = defineMutator({
  name: 'edit-task',
  version: 1,
  args: Args,
  reads: ({ id }, { actor }, rows) => readTask(rows, id, actor),

  apply(rows, { id, title, description, priority, due }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'edit')
    const of = { entity: 'task', entityId: id } as const
    const text = description && editDescription(of, task.description, description, MAX_DESCRIPTION)
    return changeTask(
      task,
      {
        ...(title && { title: title.value }),
        ...(text && { description: text.value }),
        ...(priority && { priority: priority.value }),
        ...due?.value,
      },
      'edited',
      context,
      conflictsOf(task, { title, description, priority, due }, text?.conflicts),
    )
  },
})
