import type { Reader } from '@holdfast/db'
import { isoDate, Password, type UserId, type UserStatus } from '@holdfast/domain'
import { z } from 'zod'
import { sha256 } from '../auth/auth-keys.ts'
import { networkOf } from '../limits/address.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { activate } from './activate.ts'
import { endSessions, endTokens } from './end-sessions.ts'
import { LinkToken } from './link-token.ts'
import { linkUsedUp, voidLinks } from './links.ts'
import { type PasswordOwner, requireStrongPassword } from './password-policy.ts'
import { setPassword } from './set-password.ts'

/**
 * Sets another password by a mailed link. Everybody is signed out, tokens of tools end, and a second factor stays as it is:
 * who has the mailbox alone does not come in. An account that nobody had confirmed comes into use, with
 * the password of who has the mailbox instead of the one it was asked for with.
 */
export const resetPassword = publicProcedure
  .input(z.strictObject({ token: LinkToken, password: Password }))
  .output(z.strictObject({ status: z.literal('reset') }))
  .mutation(async ({ ctx: { services, request }, input: { token, password } }) => {
    const owner = await services.db.read((reader) => findReset(reader, token, services.clock()))
    await requireStrongPassword(password, owner)
    const passwordHash = await services.passwords.hash(password, networkOf(request.ip))
    await transact(services, async (store, tx) => {
      const now = services.clock()
      const { userId, status } = await findReset(tx, token, now, 'FOR UPDATE OF r, u')
      await setPassword(tx, userId, passwordHash, now)
      await voidLinks(tx, userId)
      await endSessions(tx, userId, now)
      await endTokens(tx, userId, now)
      if (status === 'inactive') await activate(store, tx, services.accounts, userId, now)
      const reset = { entity: 'user', entityId: userId, action: 'password-reset' } as const
      await store.audit(userId, [{ ...reset, before: {}, after: {} }], isoDate(now))
    })
    return { status: 'reset' as const }
  })

interface Reset extends PasswordOwner, Record<string, unknown> {
  userId: UserId
  status: UserStatus
}

/** @throws AppError `link-used-up` for what is used, has run out or never was, and closed accounts */
const findReset = async (
  reader: Reader,
  token: string,
  now: Date,
  locking: '' | 'FOR UPDATE OF r, u' = '',
): Promise<Reset> => {
  const [found] = await reader.rows<Reset>({
    name: `reset-by-token ${locking}`.trim(),
    text: `SELECT u.id AS "userId", u.status, u.email, COALESCE(p.first_name, '') AS "firstName",
                  COALESCE(p.last_name, '') AS "lastName"
           FROM auth.password_resets r
           JOIN users.users u ON u.id = r.user_id
           LEFT JOIN users.user_profiles p ON p.user_id = u.id
           WHERE r.token_hash = $1 AND NOT r.used AND r.expires_at > $2
             AND u.status IN ('active', 'inactive') ${locking}`,
    values: [sha256(token), now],
  })
  if (!found) throw linkUsedUp()
  return found
}
