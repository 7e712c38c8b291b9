import type { ClientKind } from '@holdfast/domain'
import Bowser from 'bowser'

const FAMILY: Record<ClientKind, string> = {
  web: 'A browser',
  desktop: 'Holdfast',
  tool: 'A tool',
}

/** What a person may know a session by, as “Chrome on Windows”; the user agent may be any text. */
export const deviceName = (client: ClientKind, userAgent: string | null): string => {
  const { browser, os } = Bowser.parse(userAgent || 'unknown')
  const program = (client === 'web' && browser.name) || FAMILY[client]
  return os.name ? `${program} on ${os.name}` : program
}
