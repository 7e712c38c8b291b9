import { z } from 'zod'
import { ConflictId, ProjectId, TaskId, UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'

/** What can be changed by two at once. `name` is a project's, `due` both fields of a due date. */
export const ConflictField = z.enum([
  'title',
  'name',
  'description',
  'status',
  'priority',
  'due',
  'assignedTo',
  'projectId',
  'tags',
])
export type ConflictField = z.infer<typeof ConflictField>

/**
 * How it went for the person whose row it is. `overruled`: another's value replaced theirs.
 * `overrode`: theirs replaced another's. `merged`: both wrote the same place, and both texts stand.
 * `trashed`: a task was edited that had been put in the trash.
 */
export const ConflictKind = z.enum(['overruled', 'overrode', 'merged', 'trashed'])
export type ConflictKind = z.infer<typeof ConflictKind>

/**
 * Two changes met, and one person is told. `lost` is what that person had written and `kept` what
 * the other had; for `overrode`, whose own value stands, the other way round.
 */
export const Conflict = z.strictObject({
  id: ConflictId,
  /** Who is told: the row is in this person's bucket alone. */
  userId: UserId,
  /** What it is about: one of the two. */
  taskId: TaskId.nullable(),
  projectId: ProjectId.nullable(),
  field: ConflictField,
  kind: ConflictKind,
  /** What the later writer had seen; null for long texts. */
  base: z.unknown(),
  lost: z.unknown(),
  kept: z.unknown(),
  /** Who the other was: the same person, where two of their devices met; null when nobody knows. */
  by: UserId.nullable(),
  at: IsoDate,
  dismissedAt: IsoDate.nullable(),
  version: z.int(),
})
export type Conflict = z.infer<typeof Conflict>

/** For so many days a conflict is kept, as the trash is. */
export const CONFLICT_DAYS = 30
