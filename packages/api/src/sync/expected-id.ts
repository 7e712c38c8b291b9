import type { Reader } from '@holdfast/db'
import type { ClientId, UserId } from '@holdfast/domain'

/** The id of a client's mutation that the record expects next; null: the client is another person's. */
export const expectedId = async (
  reader: Reader,
  userId: UserId,
  clientId: ClientId,
): Promise<number | null> => {
  const [client] = await reader.rows<{ owner: UserId; last: number }>({
    name: 'client',
    text: 'SELECT user_id AS owner, last_mutation_id AS last FROM sync.clients WHERE id = $1',
    values: [clientId],
  })
  if (!client) return 1
  return client.owner === userId ? client.last + 1 : null
}
