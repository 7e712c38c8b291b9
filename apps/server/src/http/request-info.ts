import type { IncomingMessage } from 'node:http'
import { type BlockList, isIP } from 'node:net'
import { cookieName, type RequestInfo } from '@holdfast/api'
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

/** A peer of IPv4 on a socket of IPv6 is the same peer; by which link one is reached is no part of it. */
const plain = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/s, '')

/**
 * Who asks. Behind a trusted proxy that is the last address in X-Forwarded-For that is no trusted
 * proxy itself: each proxy adds whom it heard, and what stands before that is only claimed.
 * @returns null when nobody can tell
 */
export const clientAddress = (
  peer: string | undefined,
  forwardedFor: string | undefined,
  proxies: BlockList,
): string | null => {
  if (peer === undefined) return null
  const trusted = (address: string) => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  let address = plain(peer)
  const heard = forwardedFor?.split(',').map((part) => plain(part.trim())) ?? []
  while (trusted(address)) {
    const before = heard.pop()
    if (before === undefined || !isIP(before)) return address
    address = before
  }
  return address
}

/** As `clientAddress`, of a request that Node has. */
export const addressAsked =
  (proxies: BlockList) =>
  ({ socket, headers }: IncomingMessage): string | null => {
    const heard = headers['x-forwarded-for']
    return clientAddress(socket.remoteAddress, heard?.toString(), proxies)
  }

/** The token of an Authorization header. */
export const bearerOf = (header: string | undefined): string | undefined =>
  header?.match(/^Bearer ([\w.~+/-]+=*)$/i)?.[1]

/** What the server knows of where it stands. */
export interface Standing {
  publicUrl: URL | null
  trustedProxies: BlockList
}

export const requestInfo = (
  c: Context<HttpEnv>,
  { publicUrl, trustedProxies }: Standing,
): RequestInfo => {
  const secure = publicUrl?.protocol === 'https:'
  return {
    bearer: bearerOf(c.req.header('authorization')),
    refreshCookie: getCookie(c, cookieName('holdfast_refresh', secure)),
    browserCookie: getCookie(c, cookieName('holdfast_browser', secure)),
    ip: addressAsked(trustedProxies)(c.env.incoming),
    userAgent: c.req.header('user-agent')?.slice(0, 500) ?? null,
    sameOrigin: isSameOrigin(c, publicUrl),
    secure,
    requestId: c.get('requestId'),
  }
}
