import { schema } from '@holdfast/db'
import { AppError, isoDate } from '@holdfast/domain'
import { z } from 'zod'
import { holdSession } from '../auth/hold-session.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { lockFactors, noteFactorChange } from './factor-changes.ts'
import { renewCodes } from './recovery-codes.ts'
import { totpStep } from './totp.ts'
import { openSetup, sealSecret } from './totp-setup.ts'
import { TypedCode, wrongCode } from './typed-code.ts'

/** Puts an authenticator app in force, once it gives the right code. Recovery codes are made anew. */
export const totpConfirm = personalProcedure
  .input(z.strictObject({ setup: z.string().max(1000), code: TypedCode }))
  .output(z.strictObject({ recoveryCodes: z.array(z.string()) }))
  .mutation(async ({ ctx: { services, caller }, input: { setup, code } }) => {
    const { userId, sessionId } = caller
    const { keys, clock } = services
    const now = clock()
    const secret = openSetup(keys, userId, setup, now)
    if (secret === null) throw new AppError('bad-input', 'Setting up took too long. Start again.')
    const step = totpStep(secret, code, 0, now)
    if (step === null) throw wrongCode()
    const recoveryCodes = await transact(services, async (store, tx) => {
      await lockFactors(tx, userId)
      await holdSession(tx, sessionId, now)
      const [made] = await tx.db
        .insert(schema.totp)
        .values({
          userId,
          sealedSecret: sealSecret(keys, userId, secret),
          lastStep: step,
          createdAt: isoDate(now),
        })
        .onConflictDoNothing()
        .returning({ userId: schema.totp.userId })
      if (!made)
        throw new AppError('already-set-up', 'There is an authenticator app. Remove it first.')
      const what = { factor: 'totp' }
      await noteFactorChange(
        store,
        { userId, by: userId, action: 'second-factor-added', what },
        now,
      )
      return renewCodes(tx, keys, userId, now)
    })
    return { recoveryCodes }
  })
