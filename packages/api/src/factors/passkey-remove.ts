import { AppError, PasskeyId, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { holdProof, requirePassword } from '../accounts/prove-password.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { dropIdleCodes, lockFactors, noteFactorChange } from './factor-changes.ts'

/** Forgets a passkey of the caller's. The device keeps it, but it opens nothing here. */
export const passkeyRemove = personalProcedure
  .input(z.strictObject({ id: PasskeyId, password: TypedPassword }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { id, password } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const proof = await requirePassword(ctx, userId, password)
    await transact(services, async (store, tx) => {
      await holdProof(tx, proof)
      await lockFactors(tx, userId)
      const [removed] = await tx.rows<{ name: string }>({
        name: 'remove-passkey',
        text: 'DELETE FROM auth.passkeys WHERE id = $1 AND user_id = $2 RETURNING name',
        values: [id, userId],
      })
      if (!removed) throw new AppError('passkey-not-found', 'There is no such passkey.')
      await dropIdleCodes(tx, userId)
      const what = { passkey: id, name: removed.name }
      await noteFactorChange(
        store,
        { userId, by: userId, action: 'passkey-removed', what },
        services.clock(),
      )
    })
    return {}
  })
