import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as authenticator apps agree on it: SHA-1, six digits, thirty seconds. */
const STEP_SECONDS = 30
const ISSUER = 'Holdfast'
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20
/** A clock may be one step off, and a person slow. */
const STEPS_AROUND = 1

const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({
    ...{ issuer: ISSUER, label, secret: Secret.fromBase32(secret) },
    ...{ algorithm: 'SHA1', digits: 6, period: STEP_SECONDS },
  })

/** A new secret, in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

/** What an authenticator app reads from a QR code. @param email what the app shows it under */
export const otpauthUrl = (secret: string, email: string): string =>
  totpOf(secret, email).toString()

const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code)

/**
 * The time step that a code is of, in thirty seconds since 1970; null for a wrong code. Each step is
 * good once (RFC 6238, 5.2): only one after `lastStep` counts.
 */
export const totpStep = (
  secret: string,
  code: string,
  lastStep: number,
  now: Date,
): number | null => {
  if (!isTotpCode(code)) return null
  const timestamp = now.getTime()
  const delta = totpOf(secret).validate({ token: code, timestamp, window: STEPS_AROUND })
  if (delta === null) return null
  const step = Math.floor(timestamp / 1000 / STEP_SECONDS) + delta
  return step > lastStep ? step : null
}
