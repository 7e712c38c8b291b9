import { Task, TaskId } from '@holdfast/domain'
import { z } from 'zod'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readTask } from './read-task.ts'

/** Takes a task out of the trash. */
export const restoreTask = authedProcedure
  .input(z.strictObject({ id: TaskId }))
  .output(Task)
  .mutation(({ ctx: { services, caller }, input: { id } }) =>
    mutate(
      services,
      caller.userId,
      () => [intend('restore-task', { id })],
      (tx) => readTask(tx, id),
    ),
  )
