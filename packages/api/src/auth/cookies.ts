/** What a cookie of ours is called where people reach the server by http. */
export type CookieName = 'holdfast_refresh' | 'holdfast_browser'

/**
 * Behind https no other host can set it, nor one that reads the network (RFC 6265bis, 4.1.3.2): whoever
 * has a neighbouring host would else sign people in as somebody of theirs (ASVS 5.0, 3.3.3).
 * @param secure people reach the server by https
 */
export const cookieName = (name: CookieName, secure: boolean): string =>
  secure ? `__Host-${name}` : name

/** A Set-Cookie header, out of reach of scripts and of what other sites ask. */
export const cookieHeader = (
  name: CookieName,
  value: string,
  maxAgeSeconds: number,
  secure: boolean,
): string => {
  const kept = `${cookieName(name, secure)}=${value}; Max-Age=${maxAgeSeconds}`
  const where = secure ? 'Path=/; Secure' : 'Path=/trpc'
  return `${kept}; ${where}; HttpOnly; SameSite=Strict`
}
