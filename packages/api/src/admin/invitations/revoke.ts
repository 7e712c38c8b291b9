import { AppError, InvitationId, isoDate } from '@holdfast/domain'
import { z } from 'zod'
import { transact } from '../../transact.ts'
import { adminProcedure } from '../../trpc.ts'

/** Has the link of an invitation lead nowhere. One that was accepted or revoked stays what it is. */
export const revokeInvitation = adminProcedure
  .input(z.strictObject({ id: InvitationId }))
  .output(z.strictObject({}))
  .mutation(({ ctx: { services, caller }, input: { id } }) =>
    transact(services, async (store, tx) => {
      const now = services.clock()
      const [found] = await tx.rows<{ ended: boolean }>({
        name: 'lock-invitation',
        text: `SELECT used_at IS NOT NULL OR revoked_at IS NOT NULL AS ended
               FROM auth.invitations WHERE id = $1 FOR UPDATE`,
        values: [id],
      })
      if (!found) throw new AppError('invitation-not-found', 'There is no such invitation.')
      if (found.ended) return {}
      await tx.rows({
        name: 'revoke-invitation',
        text: 'UPDATE auth.invitations SET revoked_at = $2 WHERE id = $1',
        values: [id, now],
      })
      const revoked = { entity: 'invitation', entityId: id, action: 'revoked' } as const
      await store.audit(caller.userId, [{ ...revoked, before: {}, after: {} }], isoDate(now))
      return {}
    }),
  )
