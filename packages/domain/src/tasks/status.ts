import type { IsoDate } from '../iso-date.ts'
import type { Task, TaskStatus } from './task.ts'

export const isClosed = (status: TaskStatus): boolean =>
  status === 'completed' || status === 'cancelled'

const clamp = (at: IsoDate, from: IsoDate, to: IsoDate): IsoDate =>
  at < from ? from : at > to ? to : at

/**
 * What a task becomes in a status. Every status can follow every other one; `completedAt` is set on
 * completion, to when the person did it but never before the task was created nor after now, and
 * cleared on leaving.
 */
export const statusChange = (
  task: Pick<Task, 'status' | 'createdAt' | 'completedAt'>,
  status: TaskStatus,
  at: IsoDate,
  now: IsoDate,
): Pick<Task, 'status' | 'completedAt'> => {
  if (status !== 'completed') return { status, completedAt: null }
  if (task.status === 'completed') return { status, completedAt: task.completedAt }
  return { status, completedAt: clamp(at, task.createdAt, now) }
}
