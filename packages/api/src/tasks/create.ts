import { mutators, Task, TaskId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { intend, mutate } from '../mutations/mutate.ts'
import { authedProcedure } from '../trpc.ts'
import { readVisibleTask } from './read-task.ts'

/**
 * The id is the idempotency key: sending a task again gives the one that is there, as long as its
 * creator may still see it.
 */
export const createTask = authedProcedure
  .input(mutators['create-task'].args.partial({ id: true }))
  .output(Task)
  .mutation(({ ctx: { services, caller }, input }) => {
    const id = input.id ?? TaskId.parse(uuidv7())
    return mutate(
      services,
      caller.userId,
      () => [intend('create-task', { ...input, id })],
      (tx) => readVisibleTask(tx, id, caller.userId),
    )
  })
