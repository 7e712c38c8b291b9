import { Task, TaskId } from '@holdfast/domain'
import { z } from 'zod'
import { authedProcedure } from '../trpc.ts'
import { readVisibleTask } from './read-task.ts'

export const getTask = authedProcedure
  .input(z.strictObject({ id: TaskId }))
  .output(Task)
  .query(({ ctx: { services, caller }, input: { id } }) =>
    services.db.read((reader) => readVisibleTask(reader, id, caller.userId)),
  )
