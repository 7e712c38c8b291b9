import type { UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { AuthKeys } from '../auth/auth-keys.ts'
import { seal, unseal } from '../auth/seal.ts'

/** How long a person may take with their authenticator app, in ms. */
const GOOD_FOR_MS = 10 * 60_000

const SETUP = 'totp-setup'
const AT_REST = 'totp-secret'

const Setup = z.strictObject({ secret: z.string(), until: z.int() })

/** A secret on its way: the server keeps nothing of it before it is confirmed by a code. */
export const sealSetup = (keys: AuthKeys, userId: UserId, secret: string, now: Date): string =>
  seal(keys, SETUP, userId, JSON.stringify({ secret, until: now.getTime() + GOOD_FOR_MS }))

/** @returns the secret; null for another's setup, or one that took too long */
export const openSetup = (
  keys: AuthKeys,
  userId: UserId,
  sealed: string,
  now: Date,
): string | null => {
  const text = unseal(keys, SETUP, userId, sealed)
  if (text === null) return null
  const { secret, until } = Setup.parse(JSON.parse(text))
  return until > now.getTime() ? secret : null
}

/** A secret as it is kept. */
export const sealSecret = (keys: AuthKeys, userId: UserId, secret: string): string =>
  seal(keys, AT_REST, userId, secret)

/** @throws Error when the server's token key is another than the secret was kept under */
export const openSecret = (keys: AuthKeys, userId: UserId, sealed: string): string => {
  const secret = unseal(keys, AT_REST, userId, sealed)
  if (secret === null) throw new Error('a TOTP secret was sealed under another token key')
  return secret
}
