import { Task, TaskId, TaskStatus } from '@holdfast/domain'
import { z } from 'zod'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readTask } from './read-task.ts'

export const setTaskStatus = authedProcedure
  .input(
    z.strictObject({
      id: TaskId,
      status: TaskStatus,
      /** The status that the caller saw. */
      base: TaskStatus.optional(),
    }),
  )
  .output(Task)
  .mutation(({ ctx: { services, caller }, input: { id, status, base } }) =>
    mutate(
      services,
      caller.userId,
      (rows) => {
        const seen = base ?? rows.task(id)?.status ?? status
        return [intend('set-task-status', { id, status: { value: status, base: seen } })]
      },
      (tx) => readTask(tx, id),
    ),
  )
