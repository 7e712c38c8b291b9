import { AppError, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { holdProof, requirePassword } from '../accounts/prove-password.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { lockFactors, noteFactorChange } from './factor-changes.ts'
import { methodsOf, readFactors } from './read-factors.ts'
import { renewCodes } from './recovery-codes.ts'

/** Ten new codes; those before are good no more. */
export const renewRecoveryCodes = personalProcedure
  .input(z.strictObject({ password: TypedPassword }))
  .output(z.strictObject({ recoveryCodes: z.array(z.string()) }))
  .mutation(async ({ ctx, input: { password } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const proof = await requirePassword(ctx, userId, password)
    const now = services.clock()
    const recoveryCodes = await transact(services, async (store, tx) => {
      await holdProof(tx, proof)
      await lockFactors(tx, userId)
      if (methodsOf(await readFactors(tx, userId)).length === 0)
        throw new AppError('not-set-up', 'Add an authenticator app or a passkey first.')
      await noteFactorChange(store, { userId, by: userId, action: 'recovery-codes-renewed' }, now)
      return renewCodes(tx, services.keys, userId, now)
    })
    return { recoveryCodes }
  })
