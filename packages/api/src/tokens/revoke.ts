import { AppError, isoDate, PersonalTokenId } from '@holdfast/domain'
import { z } from 'zod'
import { cacheKeys } from '../cache/keys.ts'
import { staleAfter } from '../cache/stale.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'

/** Ends a token of the caller's at once, everywhere. To have ended is no error. */
export const revokeToken = personalProcedure
  .input(z.strictObject({ id: PersonalTokenId }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx: { services, caller }, input: { id } }) => {
    const { userId } = caller
    const now = services.clock()
    await transact(services, async (store, tx) => {
      const [token] = await tx.rows<{ tokenHash: string; name: string; ended: boolean }>({
        name: 'lock-token',
        text: `SELECT token_hash AS "tokenHash", name, revoked_at IS NOT NULL AS ended
               FROM auth.personal_access_tokens WHERE id = $1 AND user_id = $2 FOR UPDATE`,
        values: [id, userId],
      })
      if (!token) throw new AppError('token-not-found', 'There is no such access token.')
      // Ended before, too: whoever did that may have died before it told the cache.
      staleAfter(tx, [cacheKeys.session(token.tokenHash)])
      if (token.ended) return
      await tx.rows({
        name: 'revoke-token',
        text: 'UPDATE auth.personal_access_tokens SET revoked_at = $2 WHERE id = $1',
        values: [id, now],
      })
      const before = { token: id, name: token.name }
      await store.audit(
        userId,
        [{ entity: 'user', entityId: userId, action: 'token-revoked', before, after: {} }],
        isoDate(now),
      )
    })
    return {}
  })
