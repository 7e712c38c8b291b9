import { Task, TaskId, UserId } from '@holdfast/domain'
import { z } from 'zod'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readTask } from './read-task.ts'

/** Gives a task to a person, or with null takes it off whoever has it. */
export const assignTask = authedProcedure
  .input(
    z.strictObject({
      id: TaskId,
      assignedTo: UserId.nullable(),
      /** Who had it as the caller saw it. */
      base: UserId.nullable().optional(),
    }),
  )
  .output(Task)
  .mutation(({ ctx: { services, caller }, input: { id, assignedTo, base } }) =>
    mutate(
      services,
      caller.userId,
      (rows) => {
        const seen = base === undefined ? (rows.task(id)?.assignedTo ?? null) : base
        return [intend('assign-task', { id, assignedTo: { value: assignedTo, base: seen } })]
      },
      (tx) => readTask(tx, id),
    ),
  )
