import { isoDate, type SessionId, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import { endSessions } from '../accounts/end-sessions.ts'
import type { Services } from '../context.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'

const endAll = async (services: Services, userId: UserId, keep: SessionId | null) => {
  const now = services.clock()
  await transact(services, async (store, tx) => {
    await endSessions(tx, userId, now, keep)
    const after = { session: keep ? 'others' : 'all' }
    await store.audit(
      userId,
      [{ entity: 'user', entityId: userId, action: 'session-ended', before: {}, after }],
      isoDate(now),
    )
  })
}

/** Signs the caller out everywhere but here. */
export const revokeOtherSessions = personalProcedure
  .output(z.strictObject({}))
  .mutation(async ({ ctx: { services, caller } }) => {
    await endAll(services, caller.userId, caller.sessionId)
    return {}
  })

/** Signs the caller out everywhere, here as well. */
export const revokeAllSessions = personalProcedure
  .output(z.strictObject({}))
  .mutation(async ({ ctx: { services, caller } }) => {
    await endAll(services, caller.userId, null)
    return {}
  })
