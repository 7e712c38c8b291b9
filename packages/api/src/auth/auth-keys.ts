import {
  createHash,
  createHmac,
  createPublicKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

/**
 * The server's own secrets. `signing` is an Ed25519 private key; from `token` (32 random bytes)
 * session secrets, refresh tokens and cursor seals are derived, each under its own label.
 */
export interface AuthKeys {
  signing: KeyObject
  verifying: KeyObject
  /** Names the signing key in a token's header. */
  kid: string
  token: Buffer
}

/** @throws when `signing` is no Ed25519 key or `token` is shorter than 32 bytes */
export const authKeys = (signing: KeyObject, token: Buffer): AuthKeys => {
  if (signing.asymmetricKeyType !== 'ed25519') throw new Error('the signing key must be Ed25519')
  if (token.length < 32) throw new Error('the token key must have 32 bytes or more')
  const verifying = createPublicKey(signing)
  const kid = createHash('sha256')
    .update(verifying.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16)
  return { signing, verifying, kid, token }
}

/** A secret that only this server can make, the same each time. */
export const derive = (keys: AuthKeys, label: string, ...parts: string[]): string =>
  createHmac('sha256', keys.token)
    .update([label, ...parts].join('\0'))
    .digest('base64url')

/** What is kept of a secret. */
export const sha256 = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url')

/** Compares in constant time. */
export const equalSecrets = (one: string, other: string): boolean => {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  return a.length === b.length && timingSafeEqual(a, b)
}
