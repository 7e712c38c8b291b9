import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { cacheFence, type Database } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import type { Bucket, User } from '@holdfast/domain'
import type { Breaker, Cache, SearchIndex, SearchUpkeep } from '@holdfast/infra'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { authKeys } from '../auth/auth-keys.ts'
import { openPasswordHasher } from '../auth/password-hasher.ts'
import { type Cached, type CacheEntry, nothingCached } from '../cache/cached.ts'
import { openCached } from '../cache/open-cached.ts'
import type { Context, RequestInfo, Services } from '../context.ts'
import { type ErrorAnswer, errorAnswer } from '../error-shape.ts'
import { unlimited } from '../limits/limits.ts'
import type { Log } from '../log.ts'
import { type CacheAnswer, type Metrics, noMetrics } from '../metrics.ts'
import { appRouter } from '../router.ts'
import { noTracing } from '../tracing.ts'
import { createCallerFactory } from '../trpc.ts'

const call = createCallerFactory(appRouter)

/** The procedures, called without HTTP. */
export type Api = ReturnType<typeof call>

export interface Person {
  user: User
  accessToken: string
  refreshToken: string
  api: Api
}

/** A server that can be asked without HTTP. */
export interface Server {
  services: Services
  /** What the cache answered, in order. */
  cacheAnswers: CacheAnswer[]
  /** As a request with these properties would find the procedures, and the cookies it was given. */
  asking(request?: Partial<RequestInfo>): { api: Api; cookies: string[]; ctx: Context }
}

/** A server's services on a database of their own, with a clock to set and people to act. */
export interface World extends Server, AsyncDisposable {
  /** The next `clock()`; moved by hand. */
  clock: { now: Date }
  /** Of its database. */
  url: string
  /** Every bucket that was poked, in order. */
  poked: Bucket[]
  /** Another server on the same record. @param cacheOf as for `openWorld` */
  beside(cacheOf?: () => Cache): Promise<Server>
  /** Registers a person, as a tool. */
  person(firstName: string): Promise<Person>
}

export const PASSWORD = 'correct horse battery staple'

const nothing = () => undefined
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

const anyone: RequestInfo = {
  bearer: undefined,
  refreshCookie: undefined,
  browserCookie: undefined,
  ip: '127.0.0.1',
  userAgent: 'test',
  sameOrigin: true,
  secure: false,
  requestId: 'test',
}

const nothingToKeep: SearchUpkeep = {
  engine: null,
  refreshTasks: async () => undefined,
  refreshProject: async () => undefined,
  reconcile: async () => ({ compared: 0, written: 0, removed: 0 }),
  reindex: async () => ({ compared: 0, written: 0, removed: 0 }),
}

const anything: CacheEntry<null> = { key: 'user:profile:nobody', level: 'l1', schema: z.null() }

/** Has every work done, however long it takes on a busy machine. */
const patient: Breaker = { isOpen: false, run: (work) => work(new AbortController().signal) }
/** Longer than that, in ms. */
const BUDGET = 10_000

/** Over a cache that is in use from the start. */
const cachedOver = async (
  db: Database,
  cache: Cache,
  count: Metrics['cacheAsked'],
): Promise<Cached & AsyncDisposable> => {
  const fence = cacheFence(db)
  let isInUse = false
  const cacheAsked: Metrics['cacheAsked'] = (...asked) => isInUse && count(...asked)
  const options = { fence, cache, breaker: patient, log: silent, longestHold: 1000, budget: BUDGET }
  const cached = openCached({ ...options, metrics: { ...noMetrics, cacheAsked } })
  // It is tended when it is asked.
  while (cache.life === null || (await fence.read()).life !== cache.life) {
    await cached.read(anything, async () => null)
    await setImmediate()
  }
  isInUse = true
  return cached
}

const askingOf =
  (services: Services): Server['asking'] =>
  (request = {}) => {
    const cookies: string[] = []
    const ctx: Context = {
      services,
      request: { ...anyone, ...request },
      setCookie: (header) => cookies.push(header),
    }
    return { api: call(ctx), cookies, ctx }
  }

/** Both are closed with `stack`. */
const openCacheOf = async (
  stack: AsyncDisposableStack,
  db: Database,
  cacheOf: (() => Cache) | undefined,
): Promise<{ cached: Cached; cacheAnswers: CacheAnswer[] }> => {
  const cacheAnswers: CacheAnswer[] = []
  if (!cacheOf) return { cached: nothingCached, cacheAnswers }
  const count = (_: unknown, answer: CacheAnswer) => cacheAnswers.push(answer)
  return { cached: stack.use(await cachedOver(db, stack.use(cacheOf()), count)), cacheAnswers }
}

/**
 * @param searchOf the adapter to search with
 * @param cacheOf the adapter to keep answers in; without one nothing is kept
 */
export const openWorld = async (
  searchOf: (db: Database) => SearchIndex,
  cacheOf?: () => Cache,
): Promise<World> => {
  await using stack = new AsyncDisposableStack()
  const test = stack.use(await testDatabase())
  const { cached, cacheAnswers } = await openCacheOf(stack, test.database, cacheOf)
  const clock = { now: new Date() }
  const poked: Bucket[] = []
  const services: Services = {
    db: test.database,
    analytics: test.database,
    pokes: { poke: (buckets) => poked.push(...buckets) },
    search: searchOf(test.database),
    cached,
    searchUpkeep: nothingToKeep,
    keys: authKeys(generateKeyPairSync('ed25519').privateKey, randomBytes(32)),
    appUrl: Promise.resolve(new URL('https://tasks.example.org')),
    passwords: await openPasswordHasher(),
    accounts: { registration: 'open', mail: false },
    limits: unlimited,
    clock: () => clock.now,
    log: silent,
    metrics: noMetrics,
    tracing: noTracing,
  }
  const asking = askingOf(services)
  const person = async (firstName: string): Promise<Person> => {
    const email = `${firstName.toLowerCase()}@example.org`
    const registration = { email, password: PASSWORD, firstName, client: 'tool' } as const
    const {
      user,
      accessToken,
      refreshToken = '',
    } = sessionIn(await asking().api.auth.register(registration))
    return { user, accessToken, refreshToken, api: asking({ bearer: accessToken }).api }
  }
  const opened = stack.move()
  const beside = async (other?: () => Cache): Promise<Server> => {
    const answering = await openCacheOf(opened, test.database, other)
    const its = { ...services, cached: answering.cached }
    return { services: its, cacheAnswers: answering.cacheAnswers, asking: askingOf(its) }
  }
  return {
    services,
    clock,
    url: test.url,
    poked,
    cacheAnswers,
    asking,
    beside,
    person,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/**
 * The session that a sign-in or a registration opened.
 * @throws Error where another step comes first
 */
export const sessionIn = <Reply extends object>(
  reply: Reply,
): Extract<Reply, { accessToken: string }> => {
  if (!('accessToken' in reply)) throw new Error('there is another step before the session')
  return reply as Extract<Reply, { accessToken: string }>
}

/** What a refused call is answered with. @throws Error when it is not refused */
export const refusal = async (
  called: Promise<unknown>,
): Promise<ErrorAnswer & { code: TRPCError['code'] }> => {
  try {
    await called
  } catch (error) {
    if (error instanceof TRPCError) return { code: error.code, ...errorAnswer(error) }
    throw error
  }
  throw new Error('the call was not refused')
}
