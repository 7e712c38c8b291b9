import { IsoDate, isoDate } from '@holdfast/domain'
import { z } from 'zod'
import { transact } from '../transact.ts'
import { authedProcedure } from '../trpc.ts'

/** Marks everything in the caller's inbox as read, as far as they have seen it: up to an instant. */
export const markAllRead = authedProcedure
  .input(z.strictObject({ upTo: IsoDate }))
  .output(z.strictObject({ changed: z.int() }))
  .mutation(({ ctx: { services, caller }, input: { upTo } }) =>
    transact(services, async (_store, tx) => {
      const changed = await tx.rows({
        name: 'mark-all-notifications',
        text: `UPDATE users.notifications SET read_at = $3
               WHERE user_id = $1 AND read_at IS NULL AND created_at <= $2 RETURNING 1 AS changed`,
        values: [caller.userId, upTo, isoDate(services.clock())],
      })
      return { changed: changed.length }
    }),
  )
