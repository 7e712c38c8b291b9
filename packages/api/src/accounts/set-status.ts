import type { StoreTx, Transaction } from '@holdfast/db'
import { AppError, isoDate, type UserId, type UserStatus } from '@holdfast/domain'
import { endSessions, endTokens } from './end-sessions.ts'
import { decideAlone } from './first-account.ts'
import { voidLinks } from './links.ts'

export interface StatusChange {
  userId: UserId
  /** Inactive is how an account begins and never becomes again: it waits for its address to be confirmed. */
  status: UserStatus
  /** Who decided it; null: no person. */
  by: UserId | null
  reason?: string | undefined
}

/**
 * The one place where an account in use is suspended, deleted or reinstated. Whoever may not use
 * the server any more is out at once, everywhere: their sessions end with all that is cached of them,
 * links that were mailed to them lead nowhere, and the account's row becomes newer, which live sockets
 * and the caches of other servers go by.
 * @throws AppError `user-not-found`, or `last-admin` where nobody would be left to look after accounts
 */
export const setStatus = async (
  store: StoreTx,
  tx: Transaction,
  { userId, status, by, reason }: StatusChange,
  now: Date,
): Promise<void> => {
  await decideAlone(tx)
  const [user] = await tx.rows<{ status: UserStatus }>({
    name: 'lock-user-status',
    text: 'SELECT status FROM users.users WHERE id = $1 FOR UPDATE',
    values: [userId],
  })
  if (!user) throw new AppError('user-not-found', 'There is no such account.')
  if (user.status === status) return
  if (status !== 'active') await requireOtherAdmin(tx, userId)
  await tx.rows({
    name: 'set-user-status',
    text: 'UPDATE users.users SET status = $2, updated_at = $3 WHERE id = $1',
    values: [userId, status, now],
  })
  if (status !== 'active') {
    await endSessions(tx, userId, now)
    await voidLinks(tx, userId)
    // Of who is suspended they rest: nobody can use one, and who is reinstated need not make them anew.
    if (status === 'deleted') await endTokens(tx, userId, now)
  }
  const before = { status: user.status }
  const after = { status, ...(reason !== undefined && { reason }) }
  await store.audit(
    by,
    [{ entity: 'user', entityId: userId, action: 'status-changed', before, after }],
    isoDate(now),
  )
}

/**
 * While an installation has accounts, one of an admin is in use. To be asked under `decideAlone`.
 * @throws AppError `last-admin`
 */
export const requireOtherAdmin = async (tx: Transaction, userId: UserId): Promise<void> => {
  const [found] = await tx.rows<{ needed: boolean }>({
    name: 'is-last-admin',
    text: `SELECT u.admin AND u.status = 'active'
             AND NOT EXISTS (
               SELECT FROM users.users o WHERE o.id <> u.id AND o.admin AND o.status = 'active')
             AND EXISTS (
               SELECT FROM users.users o WHERE o.id <> u.id AND o.status IN ('active', 'suspended')
             ) AS needed
           FROM users.users u WHERE u.id = $1`,
    values: [userId],
  })
  if (found?.needed)
    throw new AppError(
      'last-admin',
      'This is the only account that looks after the others. Make somebody else an admin first.',
    )
}
