import { z } from 'zod'
import { authedProcedure } from '../trpc.ts'
import { VISIBLE, valuesOf } from './visible.ts'

/** Nobody counts further. */
const MOST_COUNTED = 100

/** How many notifications the caller has not read, counted up to 100. */
export const unreadCount = authedProcedure
  .output(z.strictObject({ count: z.int().nonnegative() }))
  .query(({ ctx: { services, caller } }) =>
    services.db.readSnapshot(async (reader) => {
      const [counted] = await reader.rows<{ count: number }>({
        name: 'unread-notifications',
        text: `SELECT count(*) AS count
               FROM (SELECT FROM ${VISIBLE} AND n.read_at IS NULL LIMIT ${MOST_COUNTED}) unread`,
        values: await valuesOf(reader, caller.userId),
      })
      return { count: counted?.count ?? 0 }
    }),
  )
