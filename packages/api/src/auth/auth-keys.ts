import { createHash, createHmac, KeyObject, timingSafeEqual } from 'node:crypto'
import { fixedRing, type KeyRing } from './key-ring.ts'

/**
 * The server's own secrets. From `token` (32 random bytes) session secrets, refresh tokens, tickets and
 * the keys of what is sealed are derived, each under its own label.
 */
export interface AuthKeys {
  ring: KeyRing
  token: Buffer
}

/**
 * @param signing the key that signs, or a ring of several
 * @throws when `token` is shorter than 32 bytes
 */
export const authKeys = (signing: KeyObject | KeyRing, token: Buffer): AuthKeys => {
  if (token.length < 32) throw new Error('the token key must have 32 bytes or more')
  return { ring: signing instanceof KeyObject ? fixedRing(signing) : signing, token }
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
