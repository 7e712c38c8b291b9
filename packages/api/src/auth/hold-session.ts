import type { Transaction } from '@holdfast/db'
import { AppError, type SessionId } from '@holdfast/domain'

/**
 * Has the session of who asks hold until the transaction ends: what opens the account later on, as a
 * passkey does, must not come after somebody was signed out everywhere. To be asked after a lock on the
 * account.
 * @throws AppError `session-revoked`
 */
export const holdSession = async (tx: Transaction, id: SessionId, now: Date): Promise<void> => {
  const [held] = await tx.rows({
    name: 'hold-session',
    text: `SELECT 1 AS held FROM auth.sessions
           WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2 FOR SHARE`,
    values: [id, now],
  })
  if (!held) throw new AppError('session-revoked', 'You were signed out.')
}
