import type { UserId } from '@holdfast/domain'
import type { Services } from '../context.ts'

/** Whom a passkey is for. */
export interface RelyingParty {
  name: string
  /** The host that a passkey is bound to. */
  id: string
  /** The only pages that may ask for it. */
  origin: string
}

/** From the configuration, or where the server listens: a request could name any host. */
export const relyingParty = async ({ appUrl }: Pick<Services, 'appUrl'>): Promise<RelyingParty> => {
  const { hostname, origin } = await appUrl
  return { name: 'Holdfast', id: hostname, origin }
}

/** What a passkey names its person by; no address (WebAuthn Level 3, 14.6.1). */
export const userHandleOf = (userId: UserId): string => Buffer.from(userId).toString('base64url')
