import type { Transaction } from '@holdfast/db'
import { AppError, type UserId } from '@holdfast/domain'
import { type AuthKeys, derive, sha256 } from '../auth/auth-keys.ts'

/** What a mailed link is for. */
export type LinkKind = 'email-verification' | 'password-reset' | 'invitation'

const HOUR_MS = 60 * 60 * 1000

/** For how long a link leads somewhere, in ms. */
export const LINK_LIFE: Record<LinkKind, number> = {
  'email-verification': 24 * HOUR_MS,
  'password-reset': HOUR_MS / 2,
  invitation: 7 * 24 * HOUR_MS,
}

/**
 * The secret of a mailed link: 256 bits that only this server can make, from the id of its row. So
 * neither the row, which keeps a hash of it, nor an event or a job carries it.
 */
export const linkToken = (keys: AuthKeys, kind: LinkKind, id: string): string =>
  derive(keys, kind, id)

/** What the row of a link keeps of its secret. */
export const linkHash = (keys: AuthKeys, kind: LinkKind, id: string): string =>
  sha256(linkToken(keys, kind, id))

/** One answer for what was used, ran out, was replaced or never was. */
export const linkUsedUp = (): AppError =>
  new AppError('link-used-up', 'This link was used before or has run out. Ask for a new one.')

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
