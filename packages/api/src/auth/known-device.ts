import type { Transaction } from '@holdfast/db'
import type { ClientKind, User } from '@holdfast/domain'
import type { Context } from '../context.ts'
import { knownBrowser } from './known-browser.ts'

/**
 * Did a person sign in with this device before? A browser shows it by its cookie. What is no browser
 * keeps none: it is known by its user agent at the address that it was used at.
 */
export const isKnownDevice = async (
  tx: Transaction,
  ctx: Pick<Context, 'services' | 'request'>,
  { id, email }: Pick<User, 'id' | 'email'>,
  client: ClientKind,
): Promise<boolean> => {
  if (client === 'web') return knownBrowser(ctx, email) !== null
  const { ip, userAgent } = ctx.request
  const before = await tx.rows({
    name: 'device-known-by-session',
    text: `SELECT FROM auth.sessions WHERE user_id = $1 AND client = $2
             AND user_agent IS NOT DISTINCT FROM $3 AND ip_address IS NOT DISTINCT FROM $4::inet
           LIMIT 1`,
    values: [id, client, userAgent, ip],
  })
  return before.length > 0
}
