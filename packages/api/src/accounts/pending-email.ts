import { Email, IsoDate } from '@holdfast/domain'
import { z } from 'zod'
import { personalProcedure } from '../trpc.ts'

const Pending = z.strictObject({ email: Email, expiresAt: IsoDate })

/** The address that the caller asked for and has not confirmed yet, as long as its link is good. */
export const pendingEmail = personalProcedure
  .output(z.strictObject({ pending: Pending.nullable() }))
  .query(async ({ ctx: { services, caller } }) => {
    const [pending] = await services.db.read((reader) =>
      reader.rows<{ email: Email; expiresAt: IsoDate }>({
        name: 'pending-email',
        text: `SELECT v.email, v.expires_at AS "expiresAt"
               FROM auth.email_verifications v JOIN users.users u ON u.id = v.user_id
               WHERE v.user_id = $1 AND NOT v.used AND v.expires_at > $2
                 AND lower(v.email) <> lower(u.email)
               ORDER BY v.created_at DESC LIMIT 1`,
        values: [caller.userId, services.clock()],
      }),
    )
    return { pending: pending ?? null }
  })
