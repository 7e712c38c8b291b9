import type { Transaction } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'

/** Has the links that were mailed to a person lead nowhere; by default all of them. */
export const voidLinks = async (
  tx: Transaction,
  userId: UserId,
  kinds: readonly ('email-verification' | 'password-reset')[] = [
    'email-verification',
    'password-reset',
  ],
): Promise<void> => {
  for (const kind of kinds)
    await tx.rows({
      name: `void-${kind}`,
      text: `UPDATE auth.${tables[kind]} SET used = true WHERE user_id = $1 AND NOT used`,
      values: [userId],
    })
}

const tables = {
  'email-verification': 'email_verifications',
  'password-reset': 'password_resets',
} as const
