import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { sha256 } from '../auth/auth-keys.ts'

/** What every personal access token begins with, so that scanners of leaked secrets know it. */
const PREFIX = 'hfp_'
const SECRET_BYTES = 32
/** 62^43 is the first power that holds 256 bits; 62^6 the first that holds a CRC-32. */
const SECRET_LENGTH = 43
const CHECK_LENGTH = 6

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const base62 = (number: bigint, length: number): string => {
  let text = ''
  for (let rest = number; text.length < length; rest /= 62n)
    text = DIGITS[Number(rest % 62n)] + text
  return text
}

const checkOf = (secret: string): string => base62(BigInt(crc32(secret)), CHECK_LENGTH)

const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECK_LENGTH}}$`)

/**
 * A new personal access token: 256 random bits between a prefix and a checksum, by which a scanner
 * tells one from any other text without asking.
 */
export const newPersonalToken = (): string => {
  const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_LENGTH)
  return `${PREFIX}${secret}${checkOf(secret)}`
}

/** Does a token claim to be a personal access token? */
export const isPersonalToken = (token: string): boolean => token.startsWith(PREFIX)

/** What is kept of a personal access token; null for what cannot be one. */
export const personalTokenHash = (token: string): string | null => {
  if (!SHAPE.test(token)) return null
  const secret = token.slice(PREFIX.length, -CHECK_LENGTH)
  return token.endsWith(checkOf(secret)) ? sha256(token) : null
}
