import { SessionId } from '@holdfast/domain'
import { type AuthKeys, derive, equalSecrets } from './auth-keys.ts'

/**
 * A refresh token is `<session id>.<generation>.<seal>`, opaque to its holder. The seal comes from the
 * server's key, so a forged one is turned away unread, and the same successor can be made twice.
 */
export interface RefreshToken {
  sessionId: SessionId
  generation: number
}

/** For how long after a rotation the token before it is still answered, with the same successor. */
export const REFRESH_GRACE_MS = 10_000

const seal = (keys: AuthKeys, { sessionId, generation }: RefreshToken): string =>
  derive(keys, 'refresh-token', sessionId, String(generation))

export const writeRefreshToken = (keys: AuthKeys, token: RefreshToken): string =>
  `${token.sessionId}.${token.generation}.${seal(keys, token)}`

/** @returns null for anything that this server did not make */
export const readRefreshToken = (keys: AuthKeys, text: string): RefreshToken | null => {
  const [id, count, sealed, ...rest] = text.split('.')
  const sessionId = SessionId.safeParse(id)
  if (!sessionId.success || !count || !/^\d{1,9}$/.test(count) || !sealed || rest.length > 0)
    return null
  const token = { sessionId: sessionId.data, generation: Number(count) }
  return equalSecrets(sealed, seal(keys, token)) ? token : null
}
