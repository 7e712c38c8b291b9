import type { StoreTx, Transaction } from '@holdfast/db'
import { type ActivityAction, isoDate, type UserId } from '@holdfast/domain'
import { methodsOf, readFactors } from './read-factors.ts'

/** Serialises what changes the factors of one person. @throws nothing where there is no such person */
export const lockFactors = async (tx: Transaction, userId: UserId): Promise<void> => {
  await tx.rows({
    name: 'lock-factors',
    text: 'SELECT id FROM users.users WHERE id = $1 FOR NO KEY UPDATE',
    values: [userId],
  })
}

export interface FactorChange {
  userId: UserId
  /** Who did it. */
  by: UserId | null
  action: ActivityAction
  /** What may be read by whoever reads the audit log: never a secret. */
  what?: Record<string, unknown>
}

/** On record, from where the person is told by mail. */
export const noteFactorChange = (
  store: StoreTx,
  { userId, by, action, what = {} }: FactorChange,
  now: Date,
): Promise<void> =>
  store.audit(
    by,
    [{ entity: 'user', entityId: userId, action, before: {}, after: what }],
    isoDate(now),
  )

/** Recovery codes stand in for a factor: without one they would be passwords that nobody asks for. */
export const dropIdleCodes = async (tx: Transaction, userId: UserId): Promise<void> => {
  if (methodsOf(await readFactors(tx, userId)).length > 0) return
  await tx.rows({
    name: 'drop-recovery-codes',
    text: 'DELETE FROM auth.recovery_codes WHERE user_id = $1',
    values: [userId],
  })
}
