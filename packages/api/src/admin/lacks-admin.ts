import type { Reader } from '@holdfast/db'

/**
 * Do people use this installation, and none of them can look after its accounts? So it is where they
 * were there before there were admins.
 */
export const lacksAdmin = async (reader: Reader): Promise<boolean> => {
  const [found] = await reader.rows<{ lacks: boolean }>({
    text: `SELECT EXISTS (SELECT FROM users.users WHERE status = 'active')
             AND NOT EXISTS (SELECT FROM users.users WHERE admin AND status = 'active') AS lacks`,
  })
  return found?.lacks === true
}
