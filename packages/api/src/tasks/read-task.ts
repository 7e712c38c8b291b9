import { grantedBuckets, type Reader, readRows } from '@holdfast/db'
import { AppError, canSee, rowKey, type Task, type TaskId, type UserId } from '@holdfast/domain'

const noSuchTask = (): AppError => new AppError('task-not-found', 'There is no such task.')

/** The tasks of these ids, in their order; those that are not there are left out. */
export const readTasks = async (reader: Reader, ids: readonly TaskId[]): Promise<Task[]> => {
  const rows = await readRows(
    reader,
    ids.map((id) => rowKey('task', id)),
  )
  const tasks = new Map(rows.flatMap((row) => (row.kind === 'task' ? [[row.row.id, row.row]] : [])))
  return ids.flatMap((id) => tasks.get(id) ?? [])
}

/** @throws AppError `task-not-found` */
export const readTask = async (reader: Reader, id: TaskId): Promise<Task> => {
  const [task] = await readTasks(reader, [id])
  if (!task) throw noSuchTask()
  return task
}

/**
 * A task as far as the caller may see it.
 * @throws AppError `task-not-found`, alike for a task that is not there and one that is not theirs
 */
export const readVisibleTask = async (
  reader: Reader,
  id: TaskId,
  caller: UserId,
): Promise<Task> => {
  const task = await readTask(reader, id)
  if (!canSee(await grantedBuckets(reader, caller), { kind: 'task', row: task })) throw noSuchTask()
  return task
}
