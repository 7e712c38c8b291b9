import { SessionId } from '@holdfast/domain'
import { z } from 'zod'
import { endSession } from '../../sessions/revoke.ts'
import { transact } from '../../transact.ts'
import { adminProcedure } from '../../trpc.ts'

/** Ends a session of anybody; one that is over already stays so. */
export const revokeSessionOf = adminProcedure
  .input(z.strictObject({ id: SessionId }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx: { services, caller }, input: { id } }) => {
    const ending = { id, userId: null, by: caller.userId }
    await transact(services, (store, tx) => endSession(store, tx, ending, services.clock()))
    return {}
  })
