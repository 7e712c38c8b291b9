import { line, UserId } from '@holdfast/domain'
import { z } from 'zod'
import { setStatus } from '../../accounts/set-status.ts'
import { adminProcedure } from '../../trpc.ts'
import { administer, requireAnother } from '../administer.ts'

/**
 * Keeps a person out until they are reinstated; their work stays. They are out everywhere within
 * seconds, and told by mail with the reason, if there is one.
 */
export const suspendUser = adminProcedure
  .input(z.strictObject({ id: UserId, reason: line(200).optional() }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { id, reason } }) => {
    requireAnother(ctx.caller, id)
    await administer(ctx, id, ({ store, tx, now }) => {
      const change = { userId: id, status: 'suspended', by: ctx.caller.userId, reason } as const
      return setStatus(store, tx, change, now)
    })
    return {}
  })
