import type { Reader } from '@holdfast/db'
import type { ClientId, UserId } from '@holdfast/domain'

/** The id of a client's last mutation that was decided, 0 where none was; null: it is another person's. */
export const lastDecided = async (
  reader: Reader,
  userId: UserId,
  clientId: ClientId,
): Promise<number | null> => {
  const [client] = await reader.rows<{ owner: UserId; last: number }>({
    name: 'client',
    text: 'SELECT user_id AS owner, last_mutation_id AS last FROM sync.clients WHERE id = $1',
    values: [clientId],
  })
  if (!client) return 0
  return client.owner === userId ? client.last : null
}
