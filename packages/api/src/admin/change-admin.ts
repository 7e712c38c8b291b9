import type { StoreTx, Transaction } from '@holdfast/db'
import { AppError, isoDate, type UserId } from '@holdfast/domain'
import { requireOtherAdmin } from '../accounts/set-status.ts'

export interface AdminChange {
  userId: UserId
  admin: boolean
  /** Who decided it; null: no person. */
  by: UserId | null
}

/**
 * Gives or takes the right to look after accounts; to be asked under `decideAlone`. Giving it twice
 * changes nothing.
 * @throws AppError `user-not-found`, `account-not-active`, or `last-admin`
 */
export const changeAdmin = async (
  store: StoreTx,
  tx: Transaction,
  { userId, admin, by }: AdminChange,
  now: Date,
): Promise<void> => {
  const [account] = await tx.rows<{ status: string; admin: boolean }>({
    name: 'lock-user-admin',
    text: `SELECT status, admin FROM users.users
           WHERE id = $1 AND status <> 'deleted' FOR UPDATE`,
    values: [userId],
  })
  if (!account) throw new AppError('user-not-found', 'There is no such account.')
  if (account.admin === admin) return
  if (admin && account.status !== 'active')
    throw new AppError('account-not-active', 'Only an account that is in use can be an admin’s.')
  if (!admin) await requireOtherAdmin(tx, userId)
  await tx.rows({
    name: 'set-user-admin',
    text: 'UPDATE users.users SET admin = $2, updated_at = $3 WHERE id = $1',
    values: [userId, admin, now],
  })
  await store.audit(
    by,
    [
      {
        entity: 'user',
        entityId: userId,
        action: admin ? 'admin-granted' : 'admin-revoked',
        before: { admin: !admin },
        after: { admin },
      },
    ],
    isoDate(now),
  )
}
