import { UserId } from '@holdfast/domain'
import { z } from 'zod'
import { endSessions } from '../../accounts/end-sessions.ts'
import { methodsOf, readFactors } from '../../factors/read-factors.ts'
import { resetSecondFactor } from '../../factors/reset.ts'
import { adminProcedure } from '../../trpc.ts'
import { administer } from '../administer.ts'

/**
 * For a person who has lost what they prove themselves with: takes away their codes, recovery codes
 * and passkeys. Whoever has what was lost may be signed in by it, so all of their sessions end.
 */
export const resetSecondFactorOf = adminProcedure
  .input(z.strictObject({ id: UserId }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { id } }) => {
    await administer(ctx, id, async ({ store, tx, now }) => {
      if (methodsOf(await readFactors(tx, id)).length === 0) return
      await resetSecondFactor(store, tx, { userId: id, by: ctx.caller.userId }, now)
      await endSessions(tx, id, now)
    })
    return {}
  })
