import type { Config } from './config.ts'
import { isLoopback } from './loopback.ts'

/**
 * Tells the operator that others reach the server by plain http. It is not refused: a network may be
 * one's own, and who tries the server on it for a day should not have to fetch a certificate first.
 */
export const warnOfPlainHttp = (
  { host, publicUrl }: Pick<Config, 'host' | 'publicUrl'>,
  log: { warn(about: object, text: string): void },
): void => {
  if (publicUrl?.protocol === 'https:') return
  if (isLoopback(host) && (publicUrl === null || isLoopback(publicUrl.hostname))) return
  log.warn(
    { setting: 'HOLDFAST_URL' },
    'People reach this server by plain http: cookies are not Secure, passkeys do not work, and whoever is on the network can read and change all that passes. Put a proxy with TLS before it and set HOLDFAST_URL to its https:// address: docs/deploy.md',
  )
}
