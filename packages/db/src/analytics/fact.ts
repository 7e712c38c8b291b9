import type { ActivityAction, IsoDate, ProjectId, TaskId, UserId } from '@holdfast/domain'

/**
 * What is counted for: a project, for what happens in it; a user, for what that person does and has
 * overdue; `personal`, for the tasks outside any project that a person sees.
 */
export type CountedKind = 'project' | 'user' | 'personal'

export const measures = [
  'created',
  'completed',
  'cancelled',
  'reopened',
  'cycles',
  'cycleSeconds',
  'overdue',
] as const
export type Measure = (typeof measures)[number]
export type Measures = Record<Measure, number>

/** What an event adds to one day of one of those; what it does not name it leaves as it is. */
export interface Count extends Partial<Measures> {
  kind: CountedKind
  id: string
  /** Of UTC, `2026-11-22`. */
  day: string
}

/** An audit entry of a task as it is counted. It follows from the entries up to it, and only them. */
export interface Fact {
  eventId: string
  taskId: TaskId
  version: number
  action: ActivityAction
  actorId: UserId | null
  /** As they were after it. */
  projectId: ProjectId | null
  createdBy: UserId | null
  assignedTo: UserId | null
  /** When it counts: a completion when the person did it, all else when it was entered. */
  at: IsoDate
  /** Of a completion of work that had been begun. */
  cycleSeconds: number | null
  counts: Count[]
}
