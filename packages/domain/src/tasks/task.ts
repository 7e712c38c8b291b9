import { z } from 'zod'
import { ProjectId, TaskId, UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'
import { filledText, text } from '../text.ts'
import { OrderKey } from './order-key.ts'
import { Tag } from './tag.ts'

export const TaskStatus = z.enum(['todo', 'in_progress', 'in_review', 'completed', 'cancelled'])
export type TaskStatus = z.infer<typeof TaskStatus>

export const TaskPriority = z.enum(['low', 'medium', 'high', 'critical'])
export type TaskPriority = z.infer<typeof TaskPriority>

export const TaskTitle = filledText(500)
/** In UTF-16 code units. */
export const MAX_DESCRIPTION = 100_000
export const TaskDescription = text(MAX_DESCRIPTION)
export const MAX_TAGS = 50

/**
 * When a task is due. With `dueAllDay` only the UTC calendar date of `dueDate` counts, and it is
 * that date in every time zone; without it `dueDate` is an instant.
 */
export const Due = z.strictObject({ dueDate: IsoDate.nullable(), dueAllDay: z.boolean() })
export type Due = z.infer<typeof Due>

export const Task = z.strictObject({
  id: TaskId,
  title: TaskTitle,
  description: TaskDescription.nullable(),
  status: TaskStatus,
  priority: TaskPriority,
  dueDate: IsoDate.nullable(),
  dueAllDay: z.boolean(),
  createdBy: UserId,
  assignedTo: UserId.nullable(),
  projectId: ProjectId.nullable(),
  tags: z.array(Tag).max(MAX_TAGS),
  orderKey: OrderKey,
  createdAt: IsoDate,
  updatedAt: IsoDate,
  completedAt: IsoDate.nullable(),
  /** In the trash since then; purged 30 days later. */
  deletedAt: IsoDate.nullable(),
  version: z.int(),
})
export type Task = z.infer<typeof Task>
