import { AppError, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { requirePassword } from '../accounts/prove-password.ts'
import { readUser } from '../auth/signed-in.ts'
import { personalProcedure } from '../trpc.ts'
import { readFactors } from './read-factors.ts'
import { newTotpSecret, otpauthUrl } from './totp.ts'
import { sealSetup } from './totp-setup.ts'

/** A secret for an authenticator app. Nothing is in force before a code of it was given. */
export const totpStart = personalProcedure
  .input(z.strictObject({ password: TypedPassword }))
  .output(z.strictObject({ setup: z.string(), secret: z.string(), otpauthUrl: z.string() }))
  .mutation(async ({ ctx, input: { password } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const { db, keys, clock } = services
    await requirePassword(ctx, userId, password)
    const { user, factors } = await db.readSnapshot(async (reader) => ({
      user: await readUser(reader, userId),
      factors: await readFactors(reader, userId),
    }))
    if (factors.totp)
      throw new AppError('already-set-up', 'There is an authenticator app. Remove it first.')
    const secret = newTotpSecret()
    return {
      setup: sealSetup(keys, userId, secret, clock()),
      secret,
      otpauthUrl: otpauthUrl(secret, user.email),
    }
  })
