import type { Transaction } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'

/** Keeps another password; what follows from that for sessions and links is the caller's. */
export const setPassword = async (
  tx: Transaction,
  userId: UserId,
  passwordHash: string,
  now: Date,
): Promise<void> => {
  await tx.rows({
    name: 'set-password',
    text: 'UPDATE users.users SET password_hash = $2, updated_at = $3 WHERE id = $1',
    values: [userId, passwordHash, now],
  })
}
