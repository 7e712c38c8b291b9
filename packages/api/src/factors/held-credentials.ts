import type { Reader } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'

/** The credential ids of a person's passkeys. */
export const heldCredentials = async (reader: Reader, userId: UserId): Promise<string[]> => {
  const held = await reader.rows<{ id: string }>({
    name: 'held-credentials',
    text: `SELECT credential_id AS id FROM auth.passkeys WHERE user_id = $1 ORDER BY created_at, id`,
    values: [userId],
  })
  return held.map(({ id }) => id)
}
