import type { Reader, Transaction } from '@holdfast/db'

/** Who is the first, and who is the last admin, is decided by one transaction at a time. */
export const decideAlone = async (tx: Transaction): Promise<void> => {
  await tx.rows({
    name: 'decide-accounts-alone',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('holdfast-accounts', 0))`,
  })
}

/** Does nobody use this installation yet? Accounts that wait for their address to be confirmed do not count. */
export const isFirstAccount = async (reader: Reader): Promise<boolean> => {
  const [found] = await reader.rows<{ used: boolean }>({
    name: 'is-installation-used',
    text: `SELECT EXISTS (
             SELECT FROM users.users WHERE status IN ('active', 'suspended')
           ) AS used`,
  })
  return found?.used === false
}
