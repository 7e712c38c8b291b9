import { randomUUID } from 'node:crypto'
import type { OpenPage, Services } from '@holdfast/api'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { ServerMetrics } from '../parts/metrics.ts'
import { notFound, refuse } from './answer.ts'
import type { HttpEnv, Standing } from './request-info.ts'
import { limitAddress, limitBody, limitDepth } from './request-limits.ts'
import { serveKeys } from './serve-keys.ts'
import { serveMetrics } from './serve-metrics.ts'
import { serveSnapshots } from './serve-snapshots.ts'
import { serveTrpc } from './serve-trpc.ts'
import { serveWeb } from './serve-web.ts'

export interface AppOptions extends Standing {
  services: Services
  openPage: OpenPage
  webFolder: string
  /** Whether the server can do its work: the database answers and its schema is up to date. */
  isReady: () => Promise<boolean>
  metrics: ServerMetrics
  /** Who shows it may read the metrics from anywhere; null: this machine alone may. */
  metricsToken: string | null
}

const ROUTES = new Set(['trpc', 'snapshots', 'health', 'ready', 'metrics', 'live', 'assets'])

/** The few routes that requests are counted by, whatever address they name. */
const routeOf = (path: string): string => {
  const [, first = ''] = path.split('/', 2)
  return ROUTES.has(first) ? `/${first}` : 'web'
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

/** What the app never asks a browser for; passkeys are the page's own. */
const UNUSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'camera',
  'displayCapture',
  'encryptedMedia',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'pictureInPicture',
  'screenWakeLock',
  'syncXhr',
  'usb',
  'xrSpatialTracking',
] as const

const headers = (publicUrl: URL | null) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      scriptSrcAttr: ["'none'"],
      styleSrc: ["'self'"],
      // From nowhere else: whose server has a picture would learn who looks at it.
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      frameSrc: ["'none'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: {
      ...Object.fromEntries(UNUSED_FEATURES.map((feature) => [feature, []])),
      publickeyCredentialsGet: ['self'],
    },
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity:
      publicUrl?.protocol === 'https:' ? 'max-age=63072000; includeSubDomains' : false,
  })

/** Everything that the server answers by HTTP. */
export const httpApp = (options: AppOptions): Hono<HttpEnv> => {
  const { services, openPage, publicUrl, trustedProxies, webFolder, isReady, metrics } = options
  const app = new Hono<HttpEnv>()

  app.use(async (c, next) => {
    const requestId = randomUUID()
    const started = performance.now()
    c.set('requestId', requestId)
    const { method, path } = c.req
    const route = routeOf(path)
    const counted = METHODS.has(method) ? method : 'other'
    await services.tracing.span(`${counted} ${route}`, { requestId }, async (note) => {
      await next()
      note({ 'http.response.status_code': c.res.status, failed: c.res.status >= 500 })
    })
    // By `c.header` the answer would be made anew, as a stream.
    c.res.headers.set('x-request-id', requestId)
    const { status } = c.res
    const ms = performance.now() - started
    metrics.requestDone(counted, route, status, ms / 1000)
    services.log.debug({ requestId, method, path, status, ms: Math.round(ms) }, 'answered')
  })
  app.use(headers(publicUrl))
  app.use(limitAddress)

  app.get('/health', (c) => c.json({ status: 'alive' }))
  app.get('/ready', async (c) =>
    (await isReady())
      ? c.json({ status: 'ready' })
      : c.json({ status: 'not-ready' }, 503, { 'retry-after': '1' }),
  )
  app.route('/', serveMetrics(metrics, options.metricsToken, publicUrl))
  app.use('/trpc/*', limitBody(services, trustedProxies), limitDepth)
  app.on(['GET', 'POST'], '/trpc/*', serveTrpc(services, { publicUrl, trustedProxies }))
  app.all('/trpc/*', (c) => refuse(c, notFound))
  app.route('/', serveKeys(services))
  app.route('/', serveSnapshots(services, openPage, trustedProxies))
  app.route('/', serveWeb(webFolder))

  app.notFound((c) => refuse(c, notFound))
  app.onError((error, c) => {
    const supportId = randomUUID()
    services.log.error({ err: error, path: c.req.path, supportId }, 'a request failed')
    return refuse(c, {
      status: 500,
      code: 'INTERNAL_SERVER_ERROR',
      appCode: 'internal',
      message: `The server could not do that. The fault is logged as ${supportId}.`,
    })
  })
  return app
}
