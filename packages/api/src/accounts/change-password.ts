import { isoDate, Password, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { readUser } from '../auth/signed-in.ts'
import { networkOf } from '../limits/address.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { endSessions } from './end-sessions.ts'
import { voidLinks } from './links.ts'
import { requireStrongPassword } from './password-policy.ts'
import { holdProof, requirePassword } from './prove-password.ts'
import { setPassword } from './set-password.ts'

/** Sets another password; every other session ends, and links that were mailed lead nowhere. */
export const changePassword = personalProcedure
  .input(z.strictObject({ currentPassword: TypedPassword, newPassword: Password }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input }) => {
    const { services, caller } = ctx
    const { userId, sessionId } = caller
    const proof = await requirePassword(ctx, userId, input.currentPassword)
    const { email, profile } = await services.db.read((reader) => readUser(reader, userId))
    await requireStrongPassword(input.newPassword, { ...profile, email })
    const passwordHash = await services.passwords.hash(input.newPassword, networkOf(ctx.request.ip))
    await transact(services, async (store, tx) => {
      const now = services.clock()
      await holdProof(tx, proof)
      await setPassword(tx, userId, passwordHash, now)
      await voidLinks(tx, userId)
      await endSessions(tx, userId, now, sessionId)
      const changed = { entity: 'user', entityId: userId, action: 'password-changed' } as const
      await store.audit(userId, [{ ...changed, before: {}, after: {} }], isoDate(now))
    })
    return {}
  })
