import type { Reader } from '@holdfast/db'
import { IsoDate, PersonalTokenId, Scope, SessionId, UserId, userBucket } from '@holdfast/domain'
import { z } from 'zod'
import type { CacheEntry } from '../cache/cached.ts'
import { cacheKeys, headStampOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'
import { isPersonalToken, personalTokenHash } from '../tokens/token-secret.ts'
import { type ProvenToken, proveAccessToken, unauthenticated } from './access-token.ts'
import { readSession } from './sessions.ts'

/** A token as it was shown: an access token with what it proves, or a personal one, which proves nothing by itself. */
export type Shown = ({ kind: 'session' } & ProvenToken) | { kind: 'personal'; tokenHash: string }

/** @throws AppError `unauthenticated` for what cannot be a token of this server */
export const readShown = async (
  { keys, clock }: Pick<Services, 'keys' | 'clock'>,
  token: string | undefined,
): Promise<Shown> => {
  if (token === undefined) throw unauthenticated()
  if (!isPersonalToken(token))
    return { kind: 'session', ...(await proveAccessToken(keys, token, clock())) }
  const tokenHash = personalTokenHash(token)
  if (tokenHash === null) throw unauthenticated()
  return { kind: 'personal', tokenHash }
}

/** What has the last word on a token: the row of its session, or its own. */
export const Deciding = z.strictObject({
  sessionId: SessionId.nullable(),
  tokenId: PersonalTokenId.nullable(),
  userId: UserId,
  tokenHash: z.string(),
  scopes: z.union([z.literal('all'), z.array(Scope)]),
  expiresAt: IsoDate,
  revokedAt: IsoDate.nullable(),
  userStatus: z.string(),
  admin: z.boolean(),
})
export type Deciding = z.infer<typeof Deciding>

const decidingSession = async (reader: Reader, id: SessionId): Promise<Deciding> => {
  const session = await readSession(reader, id)
  if (!session) throw unauthenticated()
  const { userId, tokenHash, expiresAt, revokedAt, userStatus, admin } = session
  return {
    ...{ sessionId: id, tokenId: null, scopes: 'all' as const },
    ...{ userId, tokenHash, expiresAt, revokedAt, userStatus, admin },
  }
}

const decidingToken = async (reader: Reader, tokenHash: string): Promise<Deciding> => {
  const [token] = await reader.rows<Omit<Deciding, 'sessionId' | 'tokenHash'>>({
    name: 'deciding-token',
    text: `SELECT t.id AS "tokenId", t.user_id AS "userId", t.scopes, t.expires_at AS "expiresAt",
                  t.revoked_at AS "revokedAt", u.status AS "userStatus", u.admin
           FROM auth.personal_access_tokens t JOIN users.users u ON u.id = t.user_id
           WHERE t.token_hash = $1`,
    values: [tokenHash],
  })
  if (!token) throw unauthenticated()
  return { ...token, sessionId: null, tokenHash }
}

/** @throws AppError `unauthenticated` where there is none */
export const readDeciding = (reader: Reader, shown: Shown): Promise<Deciding> =>
  shown.kind === 'session'
    ? decidingSession(reader, shown.sessionId)
    : decidingToken(reader, shown.tokenHash)

/** How it is cached: until it ends, or until anything of its person changes. */
export const decidingEntry = (
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  shown: Shown,
): CacheEntry<Deciding> => {
  const stampsOf = (userId: UserId) => [headStampOf(userBucket(userId))]
  const entry = {
    key: cacheKeys.session(shown.tokenHash),
    level: 'l2',
    schema: Deciding,
    ttl: ({ expiresAt }: Deciding) => Date.parse(expiresAt) - clock().getTime(),
  } as const
  if (shown.kind === 'session') return { ...entry, stamps: stampsOf(shown.userId) }
  // Whose a token is never changes, so nothing need tell of it.
  const owner = () => db.read((reader) => readDeciding(reader, shown))
  return { ...entry, furtherStamps: async () => stampsOf((await owner()).userId) }
}
