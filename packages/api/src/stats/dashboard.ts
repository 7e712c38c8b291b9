import { authedProcedure } from '../trpc.ts'
import { statisticsOf } from './cached-statistics.ts'
import { Statistics } from './statistics.ts'

/** What there is, what happened in the last 26 weeks, and what was overdue in the last 30 days. */
export const dashboard = authedProcedure
  .output(Statistics)
  .query(({ ctx: { services, caller }, signal }) => statisticsOf(services, caller, signal))
