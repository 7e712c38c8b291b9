import type { UserId } from '@holdfast/domain'
import type { Context } from '../context.ts'
import { networkOf } from '../limits/address.ts'
import { derive } from './auth-keys.ts'

/** What somebody showed to prove who they are. */
export type Shown = 'password' | 'second factor' | 'passkey' | 'guess beyond the limits'

/**
 * Puts in the log that somebody failed to prove who they are (ASVS 5.0, 16.3.1); that they did is in
 * the audit log. Where they came from is named by what stands for the network on this server alone, so
 * that many tries of one are told from one try of many, and no address is logged.
 * @param userId whose it would have been; null: nobody's
 */
export const noteRefused = (
  { services: { log, keys }, request: { ip, requestId } }: Pick<Context, 'services' | 'request'>,
  shown: Shown,
  userId: UserId | null,
): void => {
  const from = derive(keys, 'network-in-log', networkOf(ip)).slice(0, 12)
  log.warn({ userId, from, requestId }, `a ${shown} was refused`)
}
