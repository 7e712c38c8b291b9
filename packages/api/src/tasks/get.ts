import { abilitiesOnTask, Task, type TaskAbilities, TaskId } from '@holdfast/domain'
import { z } from 'zod'
import { readRole } from '../projects/read-project.ts'
import { authedProcedure } from '../trpc.ts'
import { readVisibleTask } from './read-task.ts'

const Abilities = z.strictObject({
  edit: z.boolean(),
  assign: z.boolean(),
  move: z.boolean(),
  delete: z.boolean(),
}) satisfies z.ZodType<TaskAbilities>

/** A task, with what the caller may do with it. */
export const getTask = authedProcedure
  .input(z.strictObject({ id: TaskId }))
  .output(z.strictObject({ ...Task.shape, abilities: Abilities }))
  .query(({ ctx: { services, caller }, input: { id } }) =>
    services.db.readSnapshot(async (reader) => {
      const { userId } = caller
      const task = await readVisibleTask(reader, id, userId)
      const role = task.projectId && (await readRole(reader, task.projectId, userId))
      return { ...task, abilities: abilitiesOnTask(task, userId, role) }
    }),
  )
