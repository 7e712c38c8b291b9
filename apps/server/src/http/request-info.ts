import { REFRESH_COOKIE, type RequestInfo } from '@holdfast/api'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'

/** What the app's requests carry: Node's own objects, and the id that the log knows them by. */
export interface HttpEnv {
  Bindings: HttpBindings
  Variables: { requestId: string }
}

const hostOf = (url: string): string | null => URL.parse(url)?.host ?? null

/**
 * A browser tells by Sec-Fetch-Site, which no page can forge; an older one, or one without TLS, by
 * Origin. What sends neither is no browser and carries no cookie that it was not given by hand.
 */
const isSameOrigin = (c: Context<HttpEnv>, publicUrl: URL | null): boolean => {
  const site = c.req.header('sec-fetch-site')
  if (site) return site === 'same-origin'
  const origin = c.req.header('origin')
  if (!origin) return true
  const host = hostOf(origin)
  return host !== null && (host === publicUrl?.host || host === c.req.header('host'))
}

/** The token of an Authorization header. */
export const bearerOf = (header: string | undefined): string | undefined =>
  header?.match(/^Bearer ([\w.~+/-]+=*)$/i)?.[1]

export const requestInfo = (c: Context<HttpEnv>, publicUrl: URL | null): RequestInfo => ({
  bearer: bearerOf(c.req.header('authorization')),
  refreshCookie: getCookie(c, REFRESH_COOKIE),
  ip: c.env.incoming.socket.remoteAddress ?? null,
  userAgent: c.req.header('user-agent')?.slice(0, 500) ?? null,
  sameOrigin: isSameOrigin(c, publicUrl),
  secure: publicUrl?.protocol === 'https:',
  requestId: c.get('requestId'),
})
