import type { Database, OwnCommit } from '@holdfast/db'
import type { Bucket, PersonalTokenId, Scope, SessionId, UserId } from '@holdfast/domain'
import type { SearchIndex, SearchUpkeep } from '@holdfast/infra'
import type { AccountRules } from './accounts/account-rules.ts'
import type { AuthKeys } from './auth/auth-keys.ts'
import type { PasswordHasher } from './auth/password-hasher.ts'
import type { Cached } from './cache/cached.ts'
import type { Limits } from './limits/limits.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Tracing } from './tracing.ts'

/** Everything that procedures work with; `apps/server` composes it. */
export interface Services {
  db: Database
  /** Where what happened is counted; the record's own database, or another. */
  analytics: Database
  /** Tells the devices that hold these buckets that there is something new. */
  pokes: { poke(buckets: readonly Bucket[], own?: readonly OwnCommit[]): void }
  search: SearchIndex
  cached: Cached
  searchUpkeep: SearchUpkeep
  keys: AuthKeys
  accounts: AccountRules
  /** Where people reach the app, once that is known: from the configuration, never from a request. */
  appUrl: Promise<URL>
  passwords: PasswordHasher
  /** How often something may be asked. */
  limits: Limits
  clock: () => Date
  log: Log
  metrics: Metrics
  tracing: Tracing
}

/** Who asks, proven by a live session or by a personal access token of theirs. */
export interface Caller {
  userId: UserId
  /** null where a personal access token was shown. */
  sessionId: SessionId | null
  /** null where it is a session. */
  tokenId: PersonalTokenId | null
  /** The person may look after accounts. What a token of theirs may is said by `scopes`. */
  admin: boolean
  /** A session may all that its person may. */
  scopes: readonly Scope[] | 'all'
}

/** Who writes; by a personal access token, without a session. */
export type Writer = Pick<Caller, 'userId' | 'sessionId'>

/** What the transport knows of a request. */
export interface RequestInfo {
  bearer: string | undefined
  refreshCookie: string | undefined
  /** Names a browser in which somebody signed in before. */
  browserCookie: string | undefined
  ip: string | null
  userAgent: string | null
  /** From a page of this very origin, or from no browser at all. */
  sameOrigin: boolean
  /** The person reaches the server by https. */
  secure: boolean
  requestId: string
}

export interface Context {
  services: Services
  request: RequestInfo
  /** Adds a Set-Cookie header to the answer. */
  setCookie(header: string): void
  /** Filled by the first procedure of a batch that asks who is there. */
  authentication?: Promise<Caller> | undefined
}
