import { Task, TaskId } from '@holdfast/domain'
import { z } from 'zod'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readTask } from './read-task.ts'

/** Moves a task to the trash, from which it can be brought back for 30 days. */
export const deleteTask = authedProcedure
  .input(z.strictObject({ id: TaskId }))
  .output(Task)
  .mutation(({ ctx: { services, caller }, input: { id } }) =>
    mutate(
      services,
      caller.userId,
      () => [intend('delete-task', { id })],
      (tx) => readTask(tx, id),
    ),
  )
