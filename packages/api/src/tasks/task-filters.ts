import type { TaskFilters as Filters } from '@holdfast/db'
import { IsoDate, ProjectId, Tag, TaskPriority, TaskStatus, text, UserId } from '@holdfast/domain'
import type { SearchFilters as FiltersOfSearch, SearchSort as Sort } from '@holdfast/infra'
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

/** What a search is narrowed by: all of the above, and a title to the letter. */
export const SearchFilters = TaskFilters.extend({
  title: text(500).optional(),
}) satisfies z.ZodType<FiltersOfSearch>

/** Another order than the best match first. */
export const SearchSort = z.strictObject({
  by: z.enum(['title', 'dueDate', 'createdAt', 'updatedAt']),
  direction: z.enum(['ascending', 'descending']),
}) satisfies z.ZodType<Sort>
