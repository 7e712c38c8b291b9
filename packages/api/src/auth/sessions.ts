import { type Reader, type StoreTx, schema, type Transaction } from '@holdfast/db'
import {
  type ClientKind,
  type IsoDate,
  isoDate,
  SESSION_DAYS,
  SessionId,
  type UserId,
} from '@holdfast/domain'
import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { cacheKeys } from '../cache/keys.ts'
import { staleAfter } from '../cache/stale.ts'
import { tokenHashOf } from './access-token.ts'
import { type AuthKeys, sha256 } from './auth-keys.ts'
import { REFRESH_GRACE_MS, type RefreshToken, writeRefreshToken } from './refresh-token.ts'

/** A live session with the refresh token that its holder is to keep. */
export interface OpenSession {
  id: SessionId
  userId: UserId
  client: ClientKind
  expiresAt: Date
  refreshToken: string
}

export interface SessionOpening {
  userId: UserId
  client: ClientKind
  ip: string | null
  userAgent: string | null
}

const { sessions } = schema

const DAY_MS = 24 * 60 * 60 * 1000

export const openSession = async (
  tx: Transaction,
  keys: AuthKeys,
  { userId, client, ip, userAgent }: SessionOpening,
  now: Date,
): Promise<OpenSession> => {
  const id = SessionId.parse(uuidv7())
  const refreshToken = writeRefreshToken(keys, { sessionId: id, generation: 0 })
  const expiresAt = new Date(now.getTime() + SESSION_DAYS * DAY_MS)
  await tx.db.insert(sessions).values({
    id,
    userId,
    tokenHash: tokenHashOf(keys, id),
    refreshTokenHash: sha256(refreshToken),
    expiresAt: isoDate(expiresAt),
    client,
    ipAddress: ip,
    userAgent,
    createdAt: isoDate(now),
    lastAccessedAt: isoDate(now),
  })
  return { id, userId, client, expiresAt, refreshToken }
}

interface SessionState {
  userId: UserId
  client: ClientKind
  tokenHash: string
  refreshTokenHash: string
  previousRefreshTokenHash: string | null
  rotatedAt: IsoDate | null
  expiresAt: IsoDate
  revokedAt: IsoDate | null
  userStatus: string
  admin: boolean
}

/** Neither revoked nor run out, and its person may use the server. */
export const isLive = (
  session: Pick<SessionState, 'expiresAt' | 'revokedAt' | 'userStatus'>,
  now: Date,
): boolean =>
  session.revokedAt === null &&
  Date.parse(session.expiresAt) > now.getTime() &&
  session.userStatus === 'active'

/**
 * What a presented refresh token is worth: the newest one is rotated; the one before it is answered
 * again for a moment, for two tabs that asked at once; any older one was stolen from somebody.
 */
const judgeRefresh = (
  session: SessionState,
  presentedHash: string,
  now: Date,
): 'rotate' | 'repeat' | 'reused' | 'dead' => {
  if (!isLive(session, now)) return 'dead'
  if (presentedHash === session.refreshTokenHash) return 'rotate'
  const rotatedAt = session.rotatedAt === null ? 0 : Date.parse(session.rotatedAt)
  const inGrace = now.getTime() - rotatedAt <= REFRESH_GRACE_MS
  return presentedHash === session.previousRefreshTokenHash && inGrace ? 'repeat' : 'reused'
}

export const readSession = async (
  reader: Reader,
  id: SessionId,
): Promise<SessionState | undefined> => {
  const [session] = await reader.rows<SessionState & Record<string, unknown>>({
    name: 'session',
    text: `SELECT s.user_id AS "userId", s.client, s.token_hash AS "tokenHash",
                  s.refresh_token_hash AS "refreshTokenHash",
                  s.previous_refresh_token_hash AS "previousRefreshTokenHash",
                  s.rotated_at AS "rotatedAt", s.expires_at AS "expiresAt",
                  s.revoked_at AS "revokedAt", u.status AS "userStatus", u.admin
           FROM auth.sessions s JOIN users.users u ON u.id = s.user_id WHERE s.id = $1`,
    values: [id],
  })
  return session
}

/**
 * Gives the successor of a refresh token. One that was used before was stolen from somebody, so it ends
 * the session with all tokens of it (RFC 9700, 4.14.2), and the person is told.
 * @returns null when the session is over
 */
export const rotateSession = async (
  store: StoreTx,
  tx: Transaction,
  keys: AuthKeys,
  token: RefreshToken,
  now: Date,
): Promise<OpenSession | null> => {
  await tx.db
    .select({ id: sessions.id })
    .from(sessions)
    .where(eq(sessions.id, token.sessionId))
    .for('update')
  const session = await readSession(tx, token.sessionId)
  if (!session) return null
  const presentedHash = sha256(writeRefreshToken(keys, token))
  const judgement = judgeRefresh(session, presentedHash, now)
  if (judgement === 'reused') await endReused(store, tx, { ...session, id: token.sessionId }, now)
  if (judgement === 'reused' || judgement === 'dead') return null

  const successor = { ...token, generation: token.generation + 1 }
  const refreshToken = writeRefreshToken(keys, successor)
  if (judgement === 'rotate')
    await tx.db
      .update(sessions)
      .set({
        refreshTokenHash: sha256(refreshToken),
        previousRefreshTokenHash: presentedHash,
        rotatedAt: isoDate(now),
        lastAccessedAt: isoDate(now),
      })
      .where(eq(sessions.id, token.sessionId))
  return {
    id: token.sessionId,
    userId: session.userId,
    client: session.client,
    expiresAt: new Date(session.expiresAt),
    refreshToken,
  }
}

const endReused = async (
  store: StoreTx,
  tx: Transaction,
  session: SessionState & { id: SessionId },
  now: Date,
): Promise<void> => {
  await revokeSession(tx, session, now)
  const { id, userId, client } = session
  const before = { session: id, client }
  await store.audit(
    null,
    [{ entity: 'user', entityId: userId, action: 'session-reused', before, after: {} }],
    isoDate(now),
  )
}

/**
 * Ends a session with all its tokens; ending it again changes nothing, but nobody may take it for live.
 * @returns whether this ended it
 */
export const revokeSession = async (
  tx: Transaction,
  { id, tokenHash }: Pick<SessionState, 'tokenHash'> & { id: SessionId },
  now: Date,
): Promise<boolean> => {
  staleAfter(tx, [cacheKeys.session(tokenHash)])
  const ended = await tx.rows({
    text: 'UPDATE auth.sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id',
    values: [id, now],
  })
  return ended.length > 0
}
