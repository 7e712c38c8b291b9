import { isoDate } from '@holdfast/domain'
import { z } from 'zod'
import { transact } from '../transact.ts'
import { authedProcedure } from '../trpc.ts'
import { NotificationId } from './notification.ts'

/** Marks notifications of the caller as read, or as unread again. Ids of others change nothing. */
export const markRead = authedProcedure
  .input(
    z.strictObject({
      ids: z.array(NotificationId).min(1).max(200),
      read: z.boolean().default(true),
    }),
  )
  .output(z.strictObject({ changed: z.int() }))
  .mutation(({ ctx: { services, caller }, input: { ids, read } }) =>
    transact(services, async (_store, tx) => {
      const changed = await tx.rows({
        name: 'mark-notifications',
        text: `UPDATE users.notifications SET read_at = $3
               WHERE user_id = $1 AND id = ANY ($2::uuid[])
                 AND (read_at IS NULL) = ($3::timestamptz IS NOT NULL)
               RETURNING 1 AS changed`,
        values: [caller.userId, ids, read ? isoDate(services.clock()) : null],
      })
      return { changed: changed.length }
    }),
  )
