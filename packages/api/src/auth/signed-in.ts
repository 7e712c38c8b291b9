import { type Reader, readRows } from '@holdfast/db'
import { AppError, IsoDate, isoDate, rowKey, User, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { mintAccessToken } from './access-token.ts'
import { rememberBrowser } from './known-browser.ts'
import { setRefreshCookie } from './refresh-cookie.ts'
import type { OpenSession } from './sessions.ts'

/** What signing in gives. A browser's refresh token is in its cookie and nowhere else. */
export const SignedIn = z.strictObject({
  user: User,
  accessToken: z.string(),
  /** Of the access token. */
  expiresAt: IsoDate,
  refreshToken: z.string().optional(),
})
export type SignedIn = z.infer<typeof SignedIn>

/** @throws AppError `user-not-found` */
export const readUser = async (reader: Reader, id: UserId): Promise<User> => {
  const [found] = await readRows(reader, [rowKey('user', id)])
  if (found?.kind !== 'user') throw new AppError('user-not-found', 'There is no such account.')
  return found.row
}

export const signedIn = async (
  ctx: Context,
  user: User,
  session: OpenSession,
): Promise<SignedIn> => {
  const { keys, clock } = ctx.services
  const { token, expiresAt } = await mintAccessToken(keys, session, clock())
  const reply = { user, accessToken: token, expiresAt: isoDate(expiresAt) }
  if (session.client !== 'web') return { ...reply, refreshToken: session.refreshToken }
  setRefreshCookie(ctx, session.refreshToken, session.expiresAt)
  rememberBrowser(ctx, user.email)
  return reply
}
