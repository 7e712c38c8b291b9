import { z } from 'zod'
import { requireAssignable, requireOnProject, requireOpenProject } from '../access/access.ts'
import { activityOf } from '../activity/activity.ts'
import { AppError } from '../errors.ts'
import { ProjectId, TaskId, UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'
import { memberId } from '../projects/member.ts'
import { type RowKey, rowKey } from '../rows.ts'
import { initialOrderKey, OrderKey } from '../tasks/order-key.ts'
import { statusChange } from '../tasks/status.ts'
import { Tag, uniqueTags } from '../tasks/tag.ts'
import {
  MAX_TAGS,
  type Task,
  TaskDescription,
  TaskPriority,
  TaskStatus,
  TaskTitle,
} from '../tasks/task.ts'
import { defineMutator, nothing } from './mutator.ts'

const Args = z.strictObject({
  id: TaskId,
  title: TaskTitle,
  description: TaskDescription.nullable().default(null),
  status: TaskStatus.default('todo'),
  priority: TaskPriority.default('medium'),
  dueDate: IsoDate.nullable().default(null),
  dueAllDay: z.boolean().default(false),
  assignedTo: UserId.nullable().default(null),
  projectId: ProjectId.nullable().default(null),
  tags: z.array(Tag).max(MAX_TAGS).default([]),
  orderKey: OrderKey.optional(),
})

/** The task's id is the idempotency key: creating it twice changes nothing. */
export const createTask = defineMutator({
  name: 'create-task',
  version: 1,
  args: Args,

  reads({ id, projectId, assignedTo }, { actor }) {
    const keys: RowKey[] = [rowKey('task', id)]
    if (projectId) {
      const looksAt = [rowKey('project', projectId), rowKey('member', memberId(projectId, actor))]
      if (assignedTo) looksAt.push(rowKey('member', memberId(projectId, assignedTo)))
      return { keys, looksAt }
    }
    if (!assignedTo) return { keys }
    return { keys, questions: [{ ask: 'acquainted', one: actor, other: assignedTo }] }
  },

  apply(rows, args, { actor, at, now }) {
    const existing = rows.task(args.id)
    if (existing?.createdBy === actor) return nothing
    if (existing) throw new AppError('id-taken', 'This task’s id is in use already.')
    if (args.projectId) {
      requireOnProject(rows, args.projectId, actor, 'add')
      requireOpenProject(rows, args.projectId)
    }
    if (args.assignedTo) requireAssignable(rows, args.projectId, args.assignedTo, actor)
    const { orderKey, ...fields } = args
    const task: Omit<Task, 'version'> = {
      ...fields,
      tags: uniqueTags(args.tags),
      orderKey: orderKey ?? initialOrderKey(at, args.id),
      createdBy: actor,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
      ...statusChange({ status: 'todo', createdAt: now, completedAt: null }, args.status, at, now),
    }
    return {
      patches: [{ op: 'insert', kind: 'task', row: task }],
      activity: [activityOf('task', task.id, 'created', {}, { ...task })],
      conflicts: [],
    }
  },
})
