import { personalProcedure } from '../trpc.ts'
import { Factors, readFactors } from './read-factors.ts'

/** What the caller has beside their password. */
export const listFactors = personalProcedure
  .output(Factors)
  .query(({ ctx: { services, caller } }) =>
    services.db.readSnapshot((reader) => readFactors(reader, caller.userId)),
  )
