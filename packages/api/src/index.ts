export { lacksAdmin } from './admin/lacks-admin.ts'
export { type OperatorDeed, operate } from './admin/operate.ts'
export { analyticsReconciling } from './analytics/reconciling-job.ts'
export {
  type AnalyticsDatabases,
  rebuildAnalytics,
  reconcileAnalytics,
} from './analytics/record-tasks.ts'
export { type AuthKeys, authKeys } from './auth/auth-keys.ts'
export { authenticate, claimOf } from './auth/authenticate.ts'
export { cookieName } from './auth/cookies.ts'
export {
  type KeyRing,
  type KeyStanding,
  keyRing,
  type SigningKey,
  signingKey,
} from './auth/key-ring.ts'
export { openPasswordHasher, type PasswordHasher } from './auth/password-hasher.ts'
export type { Cached, CacheEntry } from './cache/cached.ts'
export { type CachedOptions, openCached } from './cache/open-cached.ts'
export { accountMailer } from './consumers/account-mailer.ts'
export { accountRequests } from './consumers/account-requests.ts'
export { analyticsRecorder } from './consumers/analytics-recorder.ts'
export { cacheInvalidator } from './consumers/cache-invalidator.ts'
export { type NotifierPorts, notifier } from './consumers/notifier.ts'
export { searchIndexer } from './consumers/search-indexer.ts'
export type { Context, RequestInfo, Services } from './context.ts'
export { type ErrorAnswer, type FieldIssue, supportIdOf } from './error-shape.ts'
export { carryEvents } from './events/carry-events.ts'
export { resetSecondFactor } from './factors/reset.ts'
export { networkOf } from './limits/address.ts'
export { limitRequest } from './limits/limit-call.ts'
export { type Limits, type LimitsOptions, openLimits, unlimited } from './limits/limits.ts'
export { type Rule, rules } from './limits/rules.ts'
export type { Log } from './log.ts'
export {
  type CacheAnswer,
  type CacheLevel,
  type EventOutcome,
  type Gauge,
  gauges,
  type Metrics,
  noMetrics,
  type Outcome,
  type Reading,
} from './metrics.ts'
export { type AppRouter, appRouter } from './router.ts'
export { searchReconciling } from './search/reconciling-job.ts'
export { type Live, openLive } from './sync/live/open-live.ts'
export { pruningJob } from './sync/retention/pruning-job.ts'
export { type KeepSnapshotsOptions, keepSnapshots } from './sync/snapshots/keep-snapshots.ts'
export { type OpenPage, PageAddress, pagesOf } from './sync/snapshots/open-page.ts'
export { type Note, noTracing, type SpanFacts, type Tracing } from './tracing.ts'
export { transact } from './transact.ts'
