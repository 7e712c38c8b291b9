import type { Transaction } from '@holdfast/db'
import type { ClientId } from '@holdfast/domain'
import type { Writer } from '../../context.ts'

/**
 * Locks the client's row, making it when it is new: pushes of one client come one after the other.
 * @returns the id of its last mutation that was decided; null when it is another person's
 */
export const claimClient = async (
  tx: Transaction,
  { userId, sessionId }: Writer,
  clientId: ClientId,
): Promise<number | null> => {
  const [client] = await tx.rows<{ last: number }>({
    name: 'claim-client',
    text: `INSERT INTO sync.clients AS client (id, user_id, session_id) VALUES ($1, $2, $3)
           ON CONFLICT (id) DO UPDATE
             SET session_id = EXCLUDED.session_id, last_seen_at = clock_timestamp()
             WHERE client.user_id = EXCLUDED.user_id
           RETURNING last_mutation_id AS last`,
    values: [clientId, userId, sessionId],
  })
  return client?.last ?? null
}
