import type { TaskFilters as Filters } from '@holdfast/db'
import { IsoDate, ProjectId, Tag, TaskPriority, TaskStatus, UserId } from '@holdfast/domain'
import { z } from 'zod'

const MOST_CHOICES = 20

/** From `from` up to but not including `to`. */
const DateRange = z.strictObject({ from: IsoDate.optional(), to: IsoDate.optional() })

/** What a list or a search is narrowed by. All that is given must hold. */
export const TaskFilters = z.strictObject({
  status: z.array(TaskStatus).min(1).max(MOST_CHOICES).optional(),
  priority: z.array(TaskPriority).min(1).max(MOST_CHOICES).optional(),
  /** All of them. */
  tags: z.array(Tag).min(1).max(MOST_CHOICES).optional(),
  createdBy: UserId.optional(),
  /** null: nobody. */
  assignedTo: UserId.nullable().optional(),
  /** null: tasks outside any project. */
  projectId: ProjectId.nullable().optional(),
  dueDate: DateRange.optional(),
  createdAt: DateRange.optional(),
  updatedAt: DateRange.optional(),
}) satisfies z.ZodType<Filters>
