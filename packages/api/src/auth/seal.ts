import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type AuthKeys, derive } from './auth-keys.ts'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

const keyOf = (keys: AuthKeys, label: string): Buffer =>
  Buffer.from(derive(keys, label), 'base64url')

/**
 * A text that only this server reads again, and only under the same label for the same owner:
 * AES-256-GCM (NIST SP 800-38D) under a key of the label's own.
 */
export const seal = (keys: AuthKeys, label: string, owner: string, text: string): string => {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(keys, label), iv).setAAD(Buffer.from(owner))
  const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(sealed).toString('base64url')
}

/** @returns null for anything that was not sealed here, under this label, for this owner */
export const unseal = (
  keys: AuthKeys,
  label: string,
  owner: string,
  sealed: string,
): string | null => {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, keyOf(keys, label), bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
