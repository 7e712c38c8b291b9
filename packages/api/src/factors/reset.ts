import type { StoreTx, Transaction } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'
import { lockFactors, noteFactorChange } from './factor-changes.ts'

const TABLES = ['totp', 'recovery_codes', 'passkeys', 'challenges'] as const

/**
 * Takes every second factor and every passkey off an account, for somebody who has lost them all: the
 * password alone signs in from then on. Who asks for it must have been recognised by other means
 * (NIST SP 800-63B-4, 4.2). The person is told by mail.
 * @param by the admin who does it; null: the operator
 */
export const resetSecondFactor = async (
  store: StoreTx,
  tx: Transaction,
  { userId, by }: { userId: UserId; by: UserId | null },
  now: Date,
): Promise<void> => {
  await lockFactors(tx, userId)
  for (const table of TABLES)
    await tx.rows({ text: `DELETE FROM auth.${table} WHERE user_id = $1`, values: [userId] })
  await noteFactorChange(store, { userId, by, action: 'second-factor-reset' }, now)
}
