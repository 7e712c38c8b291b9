import { type Activity, isoDate, type SessionId } from '@holdfast/domain'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { requireCaller } from './authenticate.ts'
import { presentedToken, RefreshInput } from './refresh.ts'
import { clearRefreshCookie } from './refresh-cookie.ts'
import { readSession, revokeSession } from './sessions.ts'

/**
 * By the refresh token where there is one, an expired one too, else by the access token. A personal
 * access token has no session.
 */
const sessionToEnd = async (
  ctx: Context,
  handedOver: string | undefined,
): Promise<SessionId | null> => {
  const token = presentedToken(ctx, handedOver)
  if (token) return token.sessionId
  return ctx.request.bearer === undefined ? null : (await requireCaller(ctx)).sessionId
}

/** Ends the session everywhere. To be signed out already is no error. */
export const logout = publicProcedure
  .input(RefreshInput)
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input }) => {
    const sessionId = await sessionToEnd(ctx, input.refreshToken)
    clearRefreshCookie(ctx)
    if (!sessionId) return {}
    const now = ctx.services.clock()
    await transact(ctx.services, async (store, tx) => {
      const session = await readSession(tx, sessionId)
      if (!session) return
      await revokeSession(tx, { ...session, id: sessionId }, now)
      if (session.revokedAt !== null) return
      const signedOut: Activity = {
        entity: 'user',
        entityId: session.userId,
        action: 'signed-out',
        before: {},
        after: { client: session.client },
      }
      await store.audit(session.userId, [signedOut], isoDate(now))
    })
    return {}
  })
