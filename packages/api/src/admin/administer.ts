import type { StoreTx, Transaction } from '@holdfast/db'
import { AppError, type UserId, type UserStatus } from '@holdfast/domain'
import { decideAlone } from '../accounts/first-account.ts'
import type { Caller, Services } from '../context.ts'
import { transact } from '../transact.ts'

/** An account under its lock, as an admin's decision finds it. */
export interface Administered {
  store: StoreTx
  tx: Transaction
  now: Date
  account: { id: UserId; status: UserStatus; admin: boolean }
}

/**
 * One decision of an admin about an account. Decisions come one at a time, and each begins by asking
 * whether who decides is still an admin: of two who suspend each other at once, one does.
 * @throws AppError `forbidden`, or `user-not-found` for an unknown account and a deleted one alike
 */
export const administer = <T>(
  { services, caller }: { services: Services; caller: Caller },
  id: UserId,
  decide: (administered: Administered) => Promise<T>,
): Promise<T> =>
  transact(services, async (store, tx) => {
    await decideAlone(tx)
    await requireStillAdmin(tx, caller.userId)
    const now = services.clock()
    return decide({ store, tx, now, account: await lockAccount(tx, id) })
  })

const requireStillAdmin = async (tx: Transaction, id: UserId): Promise<void> => {
  const [found] = await tx.rows({
    name: 'is-admin',
    text: `SELECT 1 AS yes FROM users.users WHERE id = $1 AND admin AND status = 'active'`,
    values: [id],
  })
  if (!found) throw new AppError('forbidden', 'You may not do that.')
}

const lockAccount = async (tx: Transaction, id: UserId): Promise<Administered['account']> => {
  const [found] = await tx.rows<Administered['account']>({
    name: 'lock-account',
    text: `SELECT id, status, admin FROM users.users
           WHERE id = $1 AND status <> 'deleted' FOR UPDATE`,
    values: [id],
  })
  if (!found) throw new AppError('user-not-found', 'There is no such account.')
  return found
}

/**
 * What would shut an admin out themselves is left to another admin.
 * @throws AppError `own-account`
 */
export const requireAnother = ({ userId }: Caller, id: UserId): void => {
  if (userId === id)
    throw new AppError('own-account', 'This is your own account. Another admin can do that.')
}
