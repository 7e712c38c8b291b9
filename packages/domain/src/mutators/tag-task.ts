import { z } from 'zod'
import { requireOnTask } from '../access/access.ts'
import { AppError } from '../errors.ts'
import { TaskId } from '../ids.ts'
import { Tag, uniqueTags } from '../tasks/tag.ts'
import { MAX_TAGS } from '../tasks/task.ts'
import { defineMutator } from './mutator.ts'
import { changeTask, conflictsOf, readTask, requireTask } from './task-change.ts'

/** Tags are set operations, so that two people who tag at once both get their way. */
export const tagTask = defineMutator({
  name: 'tag-task',
  version: 1,
  args: z.strictObject({
    id: TaskId,
    add: z.array(Tag).max(MAX_TAGS).default([]),
    remove: z.array(Tag).max(MAX_TAGS).default([]),
  }),
  reads: ({ id }, { actor }, rows) => readTask(rows, id, actor),

  apply(rows, { id, add, remove }, context) {
    const task = requireTask(rows, id)
    requireOnTask(rows, task, context.actor, 'edit')
    const gone = new Set(remove.filter((tag) => !add.includes(tag)))
    const tags = uniqueTags([...task.tags.filter((tag) => !gone.has(tag)), ...add])
    if (tags.length > MAX_TAGS)
      throw new AppError('too-many-tags', `A task can have ${MAX_TAGS} tags at most.`)
    return changeTask(
      task,
      { tags },
      'tagged',
      context,
      conflictsOf(task, { tags: { base: task.tags, value: tags } }),
    )
  },
})
