import { join } from 'node:path'
import { keepSnapshots, openLive, openPasswordHasher, pagesOf, type Services } from '@holdfast/api'
import {
  type Database,
  type EmbeddedPostgres,
  migrateUp,
  migrationStatus,
  openDatabase,
  openPokes,
  startEmbeddedPostgres,
} from '@holdfast/db'
import { diskBlobs } from '@holdfast/infra/blobs/disk'
import pTimeout from 'p-timeout'
import type { Config } from './config/config.ts'
import { loadAuthKeys } from './config/secrets.ts'
import { warnOfPlainHttp } from './config/warn-of-plain-http.ts'
import { requireStrongSecrets } from './config/weak-secrets.ts'
import { whyNotConnected } from './config/why-not-connected.ts'
import { httpApp } from './http/app.ts'
import { addressAsked } from './http/request-info.ts'
import { serveLive } from './http/serve-live.ts'
import type { ServerLog } from './log/open-log.ts'
import { openAnalytics } from './parts/analytics.ts'
import { openCache } from './parts/cache.ts'
import { openEvents } from './parts/events.ts'
import { openRateLimits } from './parts/limits.ts'
import { openMail } from './parts/mail.ts'
import { openMetrics } from './parts/metrics.ts'
import { openSearch } from './parts/search.ts'
import { traceStatements } from './parts/trace-statements.ts'
import { openTracing } from './parts/tracing.ts'
import { type FollowChangesOptions, followChanges } from './processes/follow-changes.ts'
import { type HttpServing, serveHttp } from './processes/serve-http.ts'
import { warnWithoutAdmin } from './warn-without-admin.ts'

/** A server at work. */
export interface RunningServer extends AsyncDisposable {
  url: string
  services: Services
  /** null when the database is not the server's own. */
  postgres: EmbeddedPostgres | null
  /** Stops what was started, the last first; `hurry` cuts requests off that are under way. */
  stop(hurry?: AbortSignal): Promise<void>
}

/** Parts that tests put in the place of the real ones. */
export interface Overrides {
  clock?: Services['clock']
}

/** Where the embedded cluster lies in the data folder. */
export const clusterFolderOf = (config: Config): string => join(config.dataFolder, 'postgres')

const openRecord = async (config: Config, log: ServerLog, stack: AsyncDisposableStack) => {
  const say = (message: string) => log.info({}, message)
  const postgres = config.databaseUrl
    ? null
    : stack.use(await startEmbeddedPostgres({ dataDir: clusterFolderOf(config), log: say }))
  const url = config.databaseUrl ?? postgres?.url ?? ''
  await migrateUp(url, { log: say }).catch((error: unknown) => {
    throw config.databaseUrl ? whyNotConnected(error) : error
  })
  const lost = (err: Error) => log.warn({ err }, 'a connection to the database was lost')
  const db = stack.use(await openDatabase({ url, onConnectionLost: lost }))
  const pokes = stack.use(await openPokes({ url, onConnectionLost: lost }))
  return { url, postgres, db, pokes }
}

/** Longest that the database may take to show that it is ready, in ms. */
const READY_WITHIN = 2000

/**
 * Does the database answer in good time, with the schema that this program knows? Anybody may ask: all
 * who do at the same time are answered by one question.
 */
const readiness = async (url: string, db: Database): Promise<() => Promise<boolean>> => {
  const known = (await migrationStatus(url)).map(({ name }) => name)
  const ask = async (): Promise<boolean> => {
    const asked = db.read((reader) =>
      reader.rows<{ name: string }>({ text: 'SELECT name FROM ops.migrations' }),
    )
    try {
      const applied = new Set(
        (await pTimeout(asked, { milliseconds: READY_WITHIN })).map(({ name }) => name),
      )
      return known.every((name) => applied.has(name))
    } catch {
      return false
    }
  }
  let asking: Promise<boolean> | null = null
  return () => {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }
}

/** Chooses the adapters, opens everything and serves. The only place that knows which are real. */
export const startServer = async (
  config: Config,
  log: ServerLog,
  { clock = () => new Date() }: Overrides = {},
): Promise<RunningServer> => {
  await using stack = new AsyncDisposableStack()
  requireStrongSecrets(config)
  warnOfPlainHttp(config, log)
  const keys = await loadAuthKeys(config)
  const { url, postgres, db, pokes } = await openRecord(config, log, stack)
  const tracing = stack.use(await openTracing(config, log))
  if (config.otlpEndpoint) traceStatements(db.pool, tracing.port)
  const metrics = openMetrics(log)
  metrics.watchPool(db.pool)
  const analytics = stack.use(await openAnalytics(config, db, log))
  const search = stack.use(openSearch({ config, db, log, metrics: metrics.port }))
  const appUrl = Promise.withResolvers<URL>()
  const services: Services = {
    db,
    analytics: analytics.database,
    pokes,
    cached: stack.use(openCache({ config, log, db, metrics: metrics.port })),
    search: search.index,
    searchUpkeep: search.upkeep,
    keys,
    appUrl: appUrl.promise,
    passwords: await openPasswordHasher(),
    accounts: { registration: config.registration, mail: config.smtpUrl !== null },
    limits: stack.use(openRateLimits(config, log)),
    clock,
    log,
    metrics: metrics.port,
    tracing: tracing.port,
  }
  const { host, port, publicUrl, webFolder } = config
  const blobs = diskBlobs(join(config.dataFolder, 'blobs'))
  const app = httpApp({
    services,
    openPage: pagesOf({ services, blobs }),
    publicUrl,
    trustedProxies: config.trustedProxies,
    webFolder,
    isReady: await readiness(url, db),
    metrics,
    metricsToken: config.metricsToken,
  })
  const http: HttpServing = await serveHttp({ app, host, port })
  appUrl.resolve(publicUrl ?? new URL(http.url))
  const addressOf = addressAsked(config.trustedProxies)
  const live = openLive({ services, addressOf, pokes, publicUrl })
  serveLive(http.server, live)
  metrics.port.watch('holdfast_live_sockets', () => live.size)
  stack.use(keepSnapshots({ services, url, blobs, pokes }))
  const open: FollowChangesOptions['open'] = (options) =>
    openEvents({ ...options, config, url, services, pokes })
  const mailer = stack.use(await openMail(config, log))
  const mail = { mailer, appUrl: await appUrl.promise }
  stack.use(followChanges({ services, mail, open }))
  await warnWithoutAdmin(db, log)

  const opened = stack.move()
  const stop = async (hurry?: AbortSignal): Promise<void> => {
    await Promise.all([http.stop(hurry), live[Symbol.asyncDispose]()])
    await opened.disposeAsync()
  }
  return { url: http.url, services, postgres, stop, [Symbol.asyncDispose]: () => stop() }
}
