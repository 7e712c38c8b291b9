import { AppError } from '@holdfast/domain'
import type { Caller, Context, Services } from '../context.ts'
import { proveAccessToken, unauthenticated } from './access-token.ts'
import { equalSecrets } from './auth-keys.ts'
import { isLive, readSession } from './sessions.ts'

/** A caller with the moments until which that holds. */
export interface Authenticated extends Caller {
  tokenExpiresAt: Date
  sessionExpiresAt: Date
}

/**
 * Who holds this access token. The session's row has the last word.
 * @throws AppError `unauthenticated` for a bad token, `session-revoked` for a session that is over
 */
export const authenticate = async (
  { db, keys, clock }: Pick<Services, 'db' | 'keys' | 'clock'>,
  token: string | undefined,
): Promise<Authenticated> => {
  if (token === undefined) throw unauthenticated()
  const now = clock()
  const proven = await proveAccessToken(keys, token, now)
  const session = await db.read((reader) => readSession(reader, proven.sessionId))
  const matches =
    session !== undefined &&
    session.userId === proven.userId &&
    equalSecrets(session.tokenHash, proven.tokenHash)
  if (!matches) throw unauthenticated()
  if (!isLive(session, now)) throw new AppError('session-revoked', 'You were signed out.')
  return {
    userId: proven.userId,
    sessionId: proven.sessionId,
    tokenExpiresAt: proven.expiresAt,
    sessionExpiresAt: new Date(session.expiresAt),
  }
}

/** The caller of a request, found once for all procedures of a batch. */
export const requireCaller = (ctx: Context): Promise<Caller> => {
  ctx.authentication ??= authenticate(ctx.services, ctx.request.bearer)
  return ctx.authentication
}
