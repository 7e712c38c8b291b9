import { UserId } from '@holdfast/domain'
import { z } from 'zod'
import { adminProcedure } from '../../trpc.ts'
import { administer } from '../administer.ts'
import { reinstateAccount } from '../reinstate-account.ts'

/** Lets a suspended person in again, as they were before; they sign in anew. Else changes nothing. */
export const reinstateUser = adminProcedure
  .input(z.strictObject({ id: UserId }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { id } }) => {
    const reinstatement = { userId: id, by: ctx.caller.userId }
    await administer(ctx, id, async ({ store, tx, now, account }) => {
      if (account.status === 'suspended') await reinstateAccount(store, tx, reinstatement, now)
    })
    return {}
  })
