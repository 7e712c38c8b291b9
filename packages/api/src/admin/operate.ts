import type { StoreTx, Transaction } from '@holdfast/db'
import { AppError, type UserId, type UserStatus } from '@holdfast/domain'
import { decideAlone } from '../accounts/first-account.ts'
import { setStatus } from '../accounts/set-status.ts'
import { nothingCached } from '../cache/cached.ts'
import type { Services } from '../context.ts'
import { transact } from '../transact.ts'
import { changeAdmin } from './change-admin.ts'
import { reinstateAccount } from './reinstate-account.ts'

interface Found {
  id: UserId
  status: UserStatus
  admin: boolean
}

/** What the operator of a server can decide about an account without being anybody on it. */
export type OperatorDeed = 'grant' | 'revoke' | 'suspend' | 'reinstate'

const findAccount = async (tx: Transaction, email: string): Promise<Found> => {
  const [found] = await tx.rows<Found & Record<string, unknown>>({
    text: `SELECT id, status, admin FROM users.users
           WHERE lower(email) = lower($1) AND status <> 'deleted'`,
    values: [email],
  })
  if (!found) throw new AppError('user-not-found', `Nobody has an account with ${email}.`)
  return found
}

const isDone = ({ status, admin }: Found, deed: OperatorDeed): boolean =>
  ({
    grant: admin,
    revoke: !admin,
    suspend: status === 'suspended',
    reinstate: status !== 'suspended',
  })[deed]

const decide = async (
  store: StoreTx,
  tx: Transaction,
  { id: userId }: Found,
  deed: OperatorDeed,
  now: Date,
): Promise<void> => {
  const about = { userId, by: null }
  if (deed === 'suspend') await setStatus(store, tx, { ...about, status: 'suspended' }, now)
  else if (deed === 'reinstate') await reinstateAccount(store, tx, about, now)
  else await changeAdmin(store, tx, { ...about, admin: deed === 'grant' }, now)
}

/**
 * Decides about the account of an address, beside the servers: they hear of it by the poke and by the
 * event, which takes out what they have cached of the account.
 * @returns false where there was nothing to do
 * @throws AppError `user-not-found`, `account-not-active`, or `last-admin`
 */
export const operate = (
  { db, pokes, clock }: Pick<Services, 'db' | 'pokes' | 'clock'>,
  deed: OperatorDeed,
  email: string,
): Promise<boolean> =>
  transact({ db, pokes, cached: nothingCached }, async (store, tx) => {
    await decideAlone(tx)
    const account = await findAccount(tx, email)
    if (isDone(account, deed)) return false
    await decide(store, tx, account, deed, clock())
    return true
  })
