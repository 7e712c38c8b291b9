import type { StoreTx, Transaction } from '@holdfast/db'
import { AppError, isoDate, type UserId } from '@holdfast/domain'
import type { AccountRules } from './account-rules.ts'
import { decideAlone, isFirstAccount } from './first-account.ts'

export const registrationClosed = (): AppError =>
  new AppError(
    'registration-closed',
    'Accounts on this server are by invitation. Ask whoever looks after it.',
  )

/**
 * Whether the account that is about to be in use is the installation's first, which looks after the
 * others. Of several that become so at once one is: the rest waits here for its transaction.
 */
export const decideFirst = async (tx: Transaction): Promise<boolean> => {
  await decideAlone(tx)
  return isFirstAccount(tx)
}

/**
 * Brings an account into use whose address was confirmed. Others may have come first meanwhile, so who
 * may have an account is asked again.
 * @throws AppError `registration-closed`
 */
export const activate = async (
  store: StoreTx,
  tx: Transaction,
  { registration }: AccountRules,
  userId: UserId,
  now: Date,
): Promise<void> => {
  const first = await decideFirst(tx)
  if (!first && registration !== 'open') throw registrationClosed()
  await tx.rows({
    name: 'activate-account',
    text: `UPDATE users.users
           SET status = 'active', email_verified = true, admin = $2, updated_at = $3
           WHERE id = $1 AND status = 'inactive'`,
    values: [userId, first, now],
  })
  const confirmed = { entity: 'user', entityId: userId, action: 'email-verified' } as const
  await store.audit(
    userId,
    [{ ...confirmed, before: {}, after: { registration: true } }],
    isoDate(now),
  )
}
