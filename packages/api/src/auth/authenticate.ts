import type { Reader } from '@holdfast/db'
import { AppError, IsoDate, SessionId, UserId, userBucket } from '@holdfast/domain'
import { z } from 'zod'
import { cacheKeys, headStampOf } from '../cache/keys.ts'
import type { Caller, Context, Services } from '../context.ts'
import { type ProvenToken, proveAccessToken, unauthenticated } from './access-token.ts'
import { equalSecrets } from './auth-keys.ts'
import { isLive, readSession } from './sessions.ts'

/** A caller with the moments until which that holds. */
export interface Authenticated extends Caller {
  tokenExpiresAt: Date
  sessionExpiresAt: Date
}

/** What decides over the access tokens of a session. */
const DecidingSession = z.strictObject({
  id: SessionId,
  userId: UserId,
  tokenHash: z.string(),
  expiresAt: IsoDate,
  revokedAt: IsoDate.nullable(),
  userStatus: z.string(),
})
type DecidingSession = z.infer<typeof DecidingSession>

/** @throws AppError `unauthenticated` where there is none */
const readDeciding = async (reader: Reader, id: SessionId): Promise<DecidingSession> => {
  const session = await readSession(reader, id)
  if (!session) throw unauthenticated()
  const { userId, tokenHash, expiresAt, revokedAt, userStatus } = session
  return { id, userId, tokenHash, expiresAt, revokedAt, userStatus }
}

/**
 * The session has the last word on a proven token.
 * @throws AppError `unauthenticated` for another's session, `session-revoked` for one that is over
 */
const confirm = (session: DecidingSession, proven: ProvenToken, now: Date): Authenticated => {
  const matches =
    session.id === proven.sessionId &&
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
  /** @throws as `confirm` */
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
  return {
    userId,
    sessionId,
    confirm: async (reader) => confirm(await readDeciding(reader, sessionId), proven, now),
  }
}

/**
 * Who holds this access token.
 * @throws AppError `unauthenticated` for a bad token, `session-revoked` for a session that is over
 */
export const authenticate = async (
  { db, cached, keys, clock }: Pick<Services, 'db' | 'cached' | 'keys' | 'clock'>,
  token: string | undefined,
): Promise<Authenticated> => {
  if (token === undefined) throw unauthenticated()
  const now = clock()
  const proven = await proveAccessToken(keys, token, now)
  const session = await cached.read(
    {
      key: cacheKeys.session(proven.tokenHash),
      level: 'l2',
      schema: DecidingSession,
      stamps: [headStampOf(userBucket(proven.userId))],
      ttl: ({ expiresAt }) => Date.parse(expiresAt) - now.getTime(),
    },
    () => db.read((reader) => readDeciding(reader, proven.sessionId)),
  )
  return confirm(session, proven, now)
}

/** The caller of a request, found once for all procedures of a batch. */
export const requireCaller = (ctx: Context): Promise<Caller> => {
  ctx.authentication ??= authenticate(ctx.services, ctx.request.bearer)
  return ctx.authentication
}
