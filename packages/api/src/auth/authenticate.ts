import type { Reader } from '@holdfast/db'
import { AppError } from '@holdfast/domain'
import type { Caller, Context, Services } from '../context.ts'
import { type ProvenToken, proveAccessToken, unauthenticated } from './access-token.ts'
import { equalSecrets } from './auth-keys.ts'
import { isLive, readSession } from './sessions.ts'

/** A caller with the moments until which that holds. */
export interface Authenticated extends Caller {
  tokenExpiresAt: Date
  sessionExpiresAt: Date
}

/**
 * Asks the session's row, which has the last word on a proven token.
 * @throws AppError `unauthenticated` for another's session, `session-revoked` for one that is over
 */
const confirmSession = async (
  reader: Reader,
  proven: ProvenToken,
  now: Date,
): Promise<Authenticated> => {
  const session = await readSession(reader, proven.sessionId)
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

/** A caller whose session has yet to be asked: nothing may be told or kept before `confirm` is done. */
export interface Claimant extends Caller {
  /** @throws as `confirmSession` */
  confirm(reader: Reader): Promise<unknown>
}

/** Asks the session of who has yet to be confirmed; another caller is confirmed already. */
export const confirmCaller = async (reader: Reader, caller: Caller | Claimant): Promise<void> => {
  if ('confirm' in caller) await caller.confirm(reader)
}

/** @throws AppError `unauthenticated` for a bad token */
export const claimOf = async (
  { keys, clock }: Pick<Services, 'keys' | 'clock'>,
  token: string | undefined,
): Promise<Claimant> => {
  if (token === undefined) throw unauthenticated()
  const now = clock()
  const proven = await proveAccessToken(keys, token, now)
  const { userId, sessionId } = proven
  return { userId, sessionId, confirm: (reader) => confirmSession(reader, proven, now) }
}

/**
 * Who holds this access token.
 * @throws AppError `unauthenticated` for a bad token, `session-revoked` for a session that is over
 */
export const authenticate = async (
  { db, keys, clock }: Pick<Services, 'db' | 'keys' | 'clock'>,
  token: string | undefined,
): Promise<Authenticated> => {
  if (token === undefined) throw unauthenticated()
  const now = clock()
  const proven = await proveAccessToken(keys, token, now)
  return db.read((reader) => confirmSession(reader, proven, now))
}

/** The caller of a request, found once for all procedures of a batch. */
export const requireCaller = (ctx: Context): Promise<Caller> => {
  ctx.authentication ??= authenticate(ctx.services, ctx.request.bearer)
  return ctx.authentication
}
