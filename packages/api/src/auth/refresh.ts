import { AppError } from '@holdfast/domain'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { unauthenticated } from './access-token.ts'
import { clearRefreshCookie, requireSameOrigin } from './refresh-cookie.ts'
import { type RefreshToken, readRefreshToken } from './refresh-token.ts'
import { rotateSession } from './sessions.ts'
import { readUser, SignedIn, signedIn } from './signed-in.ts'

/** Handed over by a desktop or a tool, else from the browser's cookie. */
export const RefreshInput = z
  .strictObject({ refreshToken: z.string().max(200).optional() })
  .prefault({})

/**
 * The refresh token of a request.
 * @throws AppError `forbidden` when another site's page sent the cookie
 */
export const presentedToken = (
  ctx: Context,
  handedOver: string | undefined,
): RefreshToken | null => {
  if (handedOver !== undefined) return readRefreshToken(ctx.services.keys, handedOver)
  requireSameOrigin(ctx)
  const { refreshCookie } = ctx.request
  return refreshCookie === undefined ? null : readRefreshToken(ctx.services.keys, refreshCookie)
}

/** A new access token, and the successor of the refresh token. */
export const refresh = publicProcedure
  .input(RefreshInput)
  .output(SignedIn)
  .mutation(async ({ ctx, input }) => {
    const { keys, clock } = ctx.services
    const token = presentedToken(ctx, input.refreshToken)
    if (!token) throw unauthenticated()
    const renewed = await transact(ctx.services, async (store, tx) => {
      const session = await rotateSession(store, tx, keys, token, clock())
      return session && { session, user: await readUser(tx, session.userId) }
    })
    if (renewed) return signedIn(ctx, renewed.user, renewed.session)
    if (input.refreshToken === undefined) clearRefreshCookie(ctx)
    throw new AppError('session-revoked', 'You were signed out.')
  })
