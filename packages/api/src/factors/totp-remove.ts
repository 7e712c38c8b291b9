import { AppError, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { holdProof, requirePassword } from '../accounts/prove-password.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { dropIdleCodes, lockFactors, noteFactorChange } from './factor-changes.ts'

/** Takes the authenticator app off. */
export const totpRemove = personalProcedure
  .input(z.strictObject({ password: TypedPassword }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { password } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const proof = await requirePassword(ctx, userId, password)
    await transact(services, async (store, tx) => {
      await holdProof(tx, proof)
      await lockFactors(tx, userId)
      const removed = await tx.rows({
        name: 'remove-totp',
        text: 'DELETE FROM auth.totp WHERE user_id = $1 RETURNING user_id',
        values: [userId],
      })
      if (removed.length === 0) throw new AppError('not-set-up', 'There is no authenticator app.')
      await dropIdleCodes(tx, userId)
      const what = { factor: 'totp' }
      await noteFactorChange(
        store,
        { userId, by: userId, action: 'second-factor-removed', what },
        services.clock(),
      )
    })
    return {}
  })
