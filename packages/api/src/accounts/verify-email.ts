import type { StoreTx, Transaction } from '@holdfast/db'
import {
  ClientKind,
  type Email,
  isoDate,
  type User,
  type UserId,
  type UserStatus,
} from '@holdfast/domain'
import { z } from 'zod'
import { sha256 } from '../auth/auth-keys.ts'
import { requireSameOrigin } from '../auth/refresh-cookie.ts'
import { type OpenSession, openSession } from '../auth/sessions.ts'
import { readUser, SignedIn, signedIn } from '../auth/signed-in.ts'
import type { Context } from '../context.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { activate } from './activate.ts'
import { dropPending, orTaken } from './insert-account.ts'
import { LinkToken } from './link-token.ts'
import { linkUsedUp, voidLinks } from './links.ts'

const Verified = z.strictObject({ status: z.literal('verified') })

/**
 * Follows the link that was mailed to an address: the person has it. Confirming a registration brings
 * the account into use and opens its first session; else the address of the account is confirmed, or
 * becomes the new one.
 */
export const verifyEmail = publicProcedure
  .input(z.strictObject({ token: LinkToken, client: ClientKind.default('web') }))
  .output(z.union([SignedIn, Verified]))
  .mutation(async ({ ctx, input: { token, client } }) => {
    if (client === 'web') requireSameOrigin(ctx)
    const opened = await transact(ctx.services, (store, tx) =>
      follow(store, tx, ctx, { token, client }),
    )
    return opened ? signedIn(ctx, opened.user, opened.session) : { status: 'verified' as const }
  })

interface Verification extends Record<string, unknown> {
  userId: UserId
  /** That the link was mailed to. */
  email: Email
  /** The account's own. */
  current: Email
  status: UserStatus
}

const follow = async (
  store: StoreTx,
  tx: Transaction,
  { services, request: { ip, userAgent } }: Context,
  { token, client }: { token: string; client: ClientKind },
): Promise<{ user: User; session: OpenSession } | null> => {
  const now = services.clock()
  const verification = await findVerification(tx, token, now)
  const { userId, email, current, status } = verification
  const isCurrent = email.toLowerCase() === current.toLowerCase()
  await voidLinks(tx, userId, isCurrent ? ['email-verification'] : undefined)
  if (status === 'inactive') {
    if (!isCurrent) throw linkUsedUp()
    await activate(store, tx, services.accounts, userId, now)
    const session = await openSession(tx, services.keys, { userId, client, ip, userAgent }, now)
    const entered = { entity: 'user', entityId: userId, action: 'signed-in' } as const
    await store.audit(userId, [{ ...entered, before: {}, after: { client } }], isoDate(now))
    return { user: await readUser(tx, userId), session }
  }
  if (isCurrent) await confirmAddress(store, tx, userId, now)
  else await takeAddress(store, tx, verification, now)
  return null
}

/** @throws AppError `link-used-up` for what is used, has run out or never was, and closed accounts */
const findVerification = async (
  tx: Transaction,
  token: string,
  now: Date,
): Promise<Verification> => {
  const [found] = await tx.rows<Verification>({
    name: 'verification-by-token',
    text: `SELECT u.id AS "userId", v.email, u.email AS current, u.status
           FROM auth.email_verifications v JOIN users.users u ON u.id = v.user_id
           WHERE v.token_hash = $1 AND NOT v.used AND v.expires_at > $2
             AND u.status IN ('active', 'inactive')
           FOR UPDATE OF v, u`,
    values: [sha256(token), now],
  })
  if (!found) throw linkUsedUp()
  return found
}

const confirmAddress = async (
  store: StoreTx,
  tx: Transaction,
  userId: UserId,
  now: Date,
): Promise<void> => {
  await tx.rows({
    name: 'confirm-address',
    text: 'UPDATE users.users SET email_verified = true, updated_at = $2 WHERE id = $1',
    values: [userId, now],
  })
  const confirmed = { entity: 'user', entityId: userId, action: 'email-verified' } as const
  await store.audit(userId, [{ ...confirmed, before: {}, after: {} }], isoDate(now))
}

/** @throws AppError `email-taken`: who follows the link has the address, and may know */
const takeAddress = async (
  store: StoreTx,
  tx: Transaction,
  { userId, email, current }: Verification,
  now: Date,
): Promise<void> => {
  await dropPending(tx, email)
  await orTaken(
    tx.rows({
      name: 'take-address',
      text: `UPDATE users.users SET email = $2, email_verified = true, updated_at = $3 WHERE id = $1`,
      values: [userId, email, now],
    }),
  )
  const changed = { entity: 'user', entityId: userId, action: 'email-changed' } as const
  await store.audit(
    userId,
    [{ ...changed, before: { email: current }, after: { email } }],
    isoDate(now),
  )
}
