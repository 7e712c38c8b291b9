import { Email, isoDate, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { CheckMail } from '../auth/register.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { voidLinks } from './links.ts'
import { holdProof, requirePassword } from './prove-password.ts'
import { addVerification, askForVerification } from './verifications.ts'

/**
 * Asks for another address: it is the account's once the link that is mailed to it was followed. The
 * old one is told at once. Whether the new one has an account nobody is told.
 */
export const changeEmail = personalProcedure
  .input(z.strictObject({ password: TypedPassword, email: Email }))
  .output(CheckMail)
  .mutation(async ({ ctx, input: { password, email } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const proof = await requirePassword(ctx, userId, password)
    await transact(services, async (store, tx) => {
      const now = services.clock()
      await holdProof(tx, proof)
      await voidLinks(tx, userId, ['email-verification'])
      const verification = await addVerification(tx, services.keys, { userId, email }, now)
      const asked = { entity: 'user', entityId: userId, action: 'email-change-asked' } as const
      await store.audit(userId, [{ ...asked, before: {}, after: {} }], isoDate(now))
      await askForVerification(store, userId, verification, now)
    })
    return { status: 'check-mail' as const }
  })
