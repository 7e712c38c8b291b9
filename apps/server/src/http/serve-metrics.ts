import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import type { ServerMetrics } from '../parts/metrics.ts'
import { notFound, refuse } from './answer.ts'
import { bearerOf, type HttpEnv } from './request-info.ts'

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])
/** A request that bears one of these came through a proxy: its peer says nothing of who asks. */
const OF_PROXIES = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

interface Asking {
  peer: string | undefined
  /** As the request names it. */
  host: string | undefined
  header(name: string): string | undefined
}

const isOwnName = (host: string | undefined): boolean => LOOPBACK_NAMES.has(host ?? '')

/**
 * Asked on this very machine, by a name of its own, and not on behalf of somebody else. Some proxies
 * name themselves nowhere and this machine as the host, so a server that people reach by another name
 * takes nobody for local.
 */
const isLocal = ({ peer, host, header }: Asking, publicUrl: URL | null): boolean =>
  (publicUrl === null || isOwnName(publicUrl.hostname)) &&
  LOOPBACK.test(peer ?? '') &&
  isOwnName(URL.parse(`http://${host}`)?.hostname) &&
  OF_PROXIES.every((name) => header(name) === undefined)

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * The metrics, never to the public: with a token to whoever shows it, without one to this machine
 * alone. Anybody else is answered as at an address where there is nothing.
 */
export const serveMetrics = (
  metrics: ServerMetrics,
  token: string | null,
  publicUrl: URL | null,
): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>()
  app.get('/metrics', async (c) => {
    const header = (name: string) => c.req.header(name)
    const peer = c.env.incoming.socket.remoteAddress
    const mayRead = token
      ? timingSafeEqual(digest(token), digest(bearerOf(header('authorization')) ?? ''))
      : isLocal({ peer, host: header('host'), header }, publicUrl)
    if (!mayRead) return refuse(c, notFound)
    return c.body(await metrics.expose(), 200, {
      'content-type': metrics.contentType,
      'cache-control': 'no-store',
    })
  })
  return app
}
