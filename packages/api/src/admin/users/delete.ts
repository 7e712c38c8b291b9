import { UserId } from '@holdfast/domain'
import { z } from 'zod'
import { deleteAccount } from '../../accounts/delete-account.ts'
import { adminProcedure } from '../../trpc.ts'
import { administer, requireAnother } from '../administer.ts'

/**
 * Deletes somebody's account, with the same consequences as if they had done it themselves.
 * @throws AppError `own-account`, or `last-owner` where a project would be left to nobody
 */
export const deleteUser = adminProcedure
  .input(z.strictObject({ id: UserId }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { id } }) => {
    requireAnother(ctx.caller, id)
    const deletion = { userId: id, by: ctx.caller.userId }
    await administer(ctx, id, ({ store, tx, now }) => deleteAccount(store, tx, deletion, now))
    return {}
  })
