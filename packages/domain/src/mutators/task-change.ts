import type { Activity, ActivityAction } from '../activity/activity.ts'
import { activityOf } from '../activity/activity.ts'
import type { ConflictField } from '../conflicts/conflict.ts'
import { type FieldEdits, type Noticed, noticeOverruled } from '../conflicts/noticed.ts'
import { AppError } from '../errors.ts'
import type { TaskId, UserId } from '../ids.ts'
import { memberId } from '../projects/member.ts'
import { type Reads, type RowKey, type Rows, rowKey } from '../rows.ts'
import type { Due, Task } from '../tasks/task.ts'
import type { Effect, MutationContext } from './mutator.ts'
import { nothing } from './mutator.ts'

/** The task, and once it is known, its project and the actor's place in that. */
export const readTask = (
  rows: Rows,
  id: TaskId,
  actor: UserId,
): Required<Omit<Reads, 'questions' | 'follows'>> => {
  const keys: RowKey[] = [rowKey('task', id)]
  const task = rows.task(id)
  if (!task) return { keys, looksAt: [], behind: [{ task: id, members: [actor] }] }
  const { projectId } = task
  if (!projectId) return { keys, looksAt: [], behind: [] }
  const looksAt = [rowKey('project', projectId), rowKey('member', memberId(projectId, actor))]
  return { keys, looksAt, behind: [] }
}

/** @throws AppError `task-not-found`; a device that has lost the task learns it from the server */
export const requireTask = (rows: Rows, id: TaskId): Task => {
  const task = rows.task(id)
  if (!task) throw new AppError('task-not-found', 'There is no such task.')
  return task
}

/** Sets fields of one task, naming in the activity only those that truly change. */
export const changeTask = (
  task: Task,
  set: Partial<Omit<Task, 'id' | 'version'>>,
  action: ActivityAction,
  context: MutationContext,
  conflicts: Noticed[] = [],
): Effect => {
  const activity: Activity = activityOf('task', task.id, action, task, set)
  if (Object.keys(activity.after).length === 0) return nothing
  return {
    patches: [{ op: 'update', kind: 'task', id: task.id, set: { ...set, updatedAt: context.now } }],
    activity: [activity],
    conflicts,
  }
}

const dueOf = ({ dueDate, dueAllDay }: Task): Due => ({ dueDate, dueAllDay })

/**
 * What a person's edits of a task meet: values they had not seen, and the trash.
 * @param others what was noticed of it already
 */
export const conflictsOf = (task: Task, edits: FieldEdits, others: Noticed[] = []): Noticed[] => {
  const of = { entity: 'task', entityId: task.id } as const
  const conflicts = [...others, ...noticeOverruled(of, { ...task, due: dueOf(task) }, edits)]
  const [edited] = Object.entries(edits).filter(([, edit]) => edit !== undefined)
  if (task.deletedAt === null || !edited) return conflicts
  const [name, edit] = edited
  const field = name as ConflictField
  const met = { kind: 'trashed', base: null, lost: null, kept: edit?.value } as const
  return [...conflicts, { ...of, field, ...met }]
}
