import { authedProcedure } from '../trpc.ts'
import { statisticsOf } from './cached-statistics.ts'
import { TaskCounts } from './statistics.ts'

/** How many tasks the caller is to do, and how many are done. */
export const userTaskCounts = authedProcedure
  .output(TaskCounts)
  .query(
    async ({ ctx: { services, caller }, signal }) =>
      (await statisticsOf(services, caller, signal)).mine,
  )
