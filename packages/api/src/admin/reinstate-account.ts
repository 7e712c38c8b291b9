import type { StoreTx, Transaction } from '@holdfast/db'
import { type UserId, UserStatus } from '@holdfast/domain'
import { setStatus } from '../accounts/set-status.ts'

const Before = UserStatus.extract(['active', 'inactive'])

/** Who had not confirmed their address before has it to confirm still. */
const statusBefore = async (tx: Transaction, id: UserId): Promise<UserStatus> => {
  const [entry] = await tx.rows<{ status: unknown }>({
    name: 'status-before-suspension',
    text: `SELECT metadata -> 'before' ->> 'status' AS status FROM audit.activity_log
           WHERE entity_type = 'user' AND entity_id = $1 AND action = 'status-changed'
             AND metadata -> 'after' ->> 'status' = 'suspended'
           ORDER BY created_at DESC, version DESC LIMIT 1`,
    values: [id],
  })
  return Before.safeParse(entry?.status).data ?? 'active'
}

/** Makes a suspended account what it was before. @param by null: no person */
export const reinstateAccount = async (
  store: StoreTx,
  tx: Transaction,
  { userId, by }: { userId: UserId; by: UserId | null },
  now: Date,
): Promise<void> => {
  const status = await statusBefore(tx, userId)
  await setStatus(store, tx, { userId, status, by }, now)
}
