import { UserId } from '@holdfast/domain'
import { z } from 'zod'
import { adminProcedure } from '../../trpc.ts'
import { administer } from '../administer.ts'
import { changeAdmin } from '../change-admin.ts'

/**
 * Makes a person an admin, or an admin a person like the others; the last one stays.
 * @throws AppError `last-admin`, or `account-not-active`
 */
export const setAdmin = adminProcedure
  .input(z.strictObject({ id: UserId, admin: z.boolean() }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { id, admin } }) => {
    const change = { userId: id, admin, by: ctx.caller.userId }
    await administer(ctx, id, ({ store, tx, now }) => changeAdmin(store, tx, change, now))
    return {}
  })
