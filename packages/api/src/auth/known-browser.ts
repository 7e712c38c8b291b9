import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { type AuthKeys, derive, equalSecrets } from './auth-keys.ts'
import { cookieHeader } from './cookies.ts'

/** The longest that browsers keep a cookie. */
const KEPT_FOR_SECONDS = 400 * 24 * 60 * 60

const sealOf = (keys: AuthKeys, id: string, email: string): string =>
  derive(keys, 'known-browser', id, email.toLowerCase())

/**
 * Tells a browser in which somebody signed in before from one that only guesses (OWASP: device cookies).
 * @returns what names the browser, where this e-mail address was signed in with it; else null
 */
export const knownBrowser = (
  { services: { keys }, request }: Pick<Context, 'services' | 'request'>,
  email: string,
): string | null => {
  const [id = '', seal = ''] = request.browserCookie?.split('.') ?? []
  return equalSecrets(seal, sealOf(keys, id, email)) ? id : null
}

/** Has a browser be known for who has signed in with it, by all factors. It proves nothing else. */
export const rememberBrowser = (ctx: Context, email: string): void => {
  if (knownBrowser(ctx, email) !== null) return
  const id = randomBytes(16).toString('base64url')
  const value = `${id}.${sealOf(ctx.services.keys, id, email)}`
  ctx.setCookie(cookieHeader('holdfast_browser', value, KEPT_FOR_SECONDS, ctx.request.secure))
}
