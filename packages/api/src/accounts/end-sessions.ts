import type { Transaction } from '@holdfast/db'
import type { SessionId, UserId } from '@holdfast/domain'
import { cacheKeys } from '../cache/keys.ts'
import { staleAfter } from '../cache/stale.ts'

/**
 * Ends a person's sessions with all their tokens.
 * @param keep the one that goes on
 */
export const endSessions = async (
  tx: Transaction,
  userId: UserId,
  now: Date,
  keep: SessionId | null = null,
): Promise<void> => {
  const sessions = await tx.rows<{ tokenHash: string }>({
    name: 'end-sessions',
    text: `UPDATE auth.sessions SET revoked_at = COALESCE(revoked_at, $2)
           WHERE user_id = $1 AND expires_at > $2 AND id IS DISTINCT FROM $3
           RETURNING token_hash AS "tokenHash"`,
    values: [userId, now, keep],
  })
  // Those that had ended as well: whoever ended them may have died before it told the cache.
  staleAfter(
    tx,
    sessions.map(({ tokenHash }) => cacheKeys.session(tokenHash)),
  )
}

/** Ends a person's personal access tokens. */
export const endTokens = async (tx: Transaction, userId: UserId, now: Date): Promise<void> => {
  const tokens = await tx.rows<{ tokenHash: string }>({
    name: 'end-tokens',
    text: `UPDATE auth.personal_access_tokens SET revoked_at = COALESCE(revoked_at, $2)
           WHERE user_id = $1 AND expires_at > $2 RETURNING token_hash AS "tokenHash"`,
    values: [userId, now],
  })
  staleAfter(
    tx,
    tokens.map(({ tokenHash }) => cacheKeys.session(tokenHash)),
  )
}
