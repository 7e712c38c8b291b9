import type { ClientKind } from '@holdfast/domain'
import Bowser from 'bowser'

const FAMILY: Record<ClientKind, string> = {
  web: 'A browser',
  desktop: 'Holdfast',
  tool: 'A tool',
}

/** Of another program the name is whatever it says, and so what whoever signs in has a mail say. */
const BROWSERS = new Set(Object.values(Bowser.BROWSER_MAP))

/** What a person may know a session by, as “Chrome on Windows”; the user agent may be any text. */
export const deviceName = (client: ClientKind, userAgent: string | null): string => {
  const { browser, os } = Bowser.parse(userAgent || 'unknown')
  const { name = '' } = browser
  const program = client === 'web' && BROWSERS.has(name) ? name : FAMILY[client]
  return os.name ? `${program} on ${os.name}` : program
}
