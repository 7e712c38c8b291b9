import type { OrderKey, TaskId, UserId } from '@holdfast/domain'
import type { Transaction } from '../reader.ts'
import { tasks } from '../schema/tasks.ts'

type TaskColumns = typeof tasks.$inferInsert

/** Writes a task with a title and an order, and whatever else is given. */
export const insertTask = async (
  tx: Transaction,
  createdBy: UserId,
  columns: Partial<TaskColumns> = {},
): Promise<TaskId> => {
  const id = crypto.randomUUID() as TaskId
  await tx.db
    .insert(tasks)
    .values({ id, title: 'Water the beans', orderKey: 'a0' as OrderKey, createdBy, ...columns })
  return columns.id ?? id
}
