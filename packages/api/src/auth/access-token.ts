import { AppError, SessionId, UserId } from '@holdfast/domain'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { type AuthKeys, derive, sha256 } from './auth-keys.ts'

/** How long an access token is good for. The session row decides meanwhile. */
const ACCESS_TOKEN_MINUTES = 10

const ISSUER = 'holdfast'
const AUDIENCE = 'holdfast'

const Claims = z.object({
  sub: UserId,
  sid: SessionId,
  /** The session's secret: its SHA-256 is the row's token_hash. */
  sec: z.string(),
  exp: z.int(),
})

export interface AccessToken {
  token: string
  expiresAt: Date
}

export interface ProvenToken {
  userId: UserId
  sessionId: SessionId
  tokenHash: string
  expiresAt: Date
}

/** One for all access tokens of a session, so that a refresh in one tab leaves the others signed in. */
const sessionSecret = (keys: AuthKeys, sessionId: SessionId): string =>
  derive(keys, 'session-secret', sessionId)

/** What `auth.sessions.token_hash` holds. */
export const tokenHashOf = (keys: AuthKeys, sessionId: SessionId): string =>
  sha256(sessionSecret(keys, sessionId))

/**
 * A JWT signed with EdDSA (RFC 8037): algorithm, type, issuer and audience are what a proof asks for,
 * whatever a token says of itself (RFC 8725, 3.1, 3.8, 3.9, 3.11).
 */
export const mintAccessToken = async (
  keys: AuthKeys,
  session: { id: SessionId; userId: UserId },
  now: Date,
): Promise<AccessToken> => {
  const issued = Math.floor(now.getTime() / 1000)
  const expires = issued + ACCESS_TOKEN_MINUTES * 60
  const { kid, signing } = await keys.ring.signing()
  const token = await new SignJWT({ sid: session.id, sec: sessionSecret(keys, session.id) })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
    .setSubject(session.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(expires)
    .sign(signing)
  return { token, expiresAt: new Date(expires * 1000) }
}

/** Most tokens whose proof is remembered: the newest. */
const MOST_PROOFS = 5000
/** Proofs do not change: a device that sends its token a hundred times need not have it proven again. */
const proofs = new WeakMap<AuthKeys, Map<string, ProvenToken>>()

/** @throws AppError `unauthenticated` whatever is wrong with the token */
export const proveAccessToken = async (
  keys: AuthKeys,
  token: string,
  now: Date,
): Promise<ProvenToken> => {
  const known = proofs.get(keys) ?? new Map<string, ProvenToken>()
  proofs.set(keys, known)
  const proven = known.get(token) ?? (await prove(keys, token, now))
  if (proven.expiresAt.getTime() <= now.getTime()) throw unauthenticated()
  known.set(token, proven)
  const [oldest] = known.keys()
  if (known.size > MOST_PROOFS && oldest !== undefined) known.delete(oldest)
  return proven
}

const prove = async (keys: AuthKeys, token: string, now: Date): Promise<ProvenToken> => {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await keys.ring.verifying(kid, now)
        if (!key) throw new Error('unknown key')
        return key.verifying
      },
      {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        issuer: ISSUER,
        audience: AUDIENCE,
        currentDate: now,
      },
    )
    const { sub, sid, sec, exp } = Claims.parse(payload)
    return { userId: sub, sessionId: sid, tokenHash: sha256(sec), expiresAt: new Date(exp * 1000) }
  } catch {
    throw unauthenticated()
  }
}

export const unauthenticated = (): AppError => new AppError('unauthenticated', 'Sign in first.')
