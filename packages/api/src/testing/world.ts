import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Database } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import type { Bucket, User } from '@holdfast/domain'
import type { SearchIndex } from '@holdfast/infra'
import { TRPCError } from '@trpc/server'
import { authKeys } from '../auth/auth-keys.ts'
import { openPasswordHasher } from '../auth/password-hasher.ts'
import type { Context, RequestInfo, Services } from '../context.ts'
import { type ErrorAnswer, errorAnswer } from '../error-shape.ts'
import type { Log } from '../log.ts'
import { noMetrics } from '../metrics.ts'
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

/** A server's services on a database of their own, with a clock to set and people to act. */
export interface World extends AsyncDisposable {
  services: Services
  /** The next `clock()`; moved by hand. */
  clock: { now: Date }
  /** Every bucket that was poked, in order. */
  poked: Bucket[]
  /** As a request with these properties would find the procedures, and the cookies it was given. */
  asking(request?: Partial<RequestInfo>): { api: Api; cookies: string[] }
  /** Registers a person, as a tool. */
  person(firstName: string): Promise<Person>
}

export const PASSWORD = 'correct horse battery staple'

const nothing = () => undefined
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

const anyone: RequestInfo = {
  bearer: undefined,
  refreshCookie: undefined,
  ip: '127.0.0.1',
  userAgent: 'test',
  sameOrigin: true,
  secure: false,
  requestId: 'test',
}

/** @param searchOf the adapter to search with */
export const openWorld = async (searchOf: (db: Database) => SearchIndex): Promise<World> => {
  const test = await testDatabase()
  const clock = { now: new Date() }
  const poked: Bucket[] = []
  const services: Services = {
    db: test.database,
    analytics: test.database,
    pokes: { poke: (buckets) => poked.push(...buckets) },
    search: searchOf(test.database),
    keys: authKeys(generateKeyPairSync('ed25519').privateKey, randomBytes(32)),
    passwords: await openPasswordHasher(),
    clock: () => clock.now,
    log: silent,
    metrics: noMetrics,
    tracing: noTracing,
  }
  const asking = (request: Partial<RequestInfo> = {}) => {
    const cookies: string[] = []
    const ctx: Context = {
      services,
      request: { ...anyone, ...request },
      setCookie: (header) => cookies.push(header),
    }
    return { api: call(ctx), cookies }
  }
  const person = async (firstName: string): Promise<Person> => {
    const email = `${firstName.toLowerCase()}@example.org`
    const registration = { email, password: PASSWORD, firstName, client: 'tool' } as const
    const { user, accessToken, refreshToken = '' } = await asking().api.auth.register(registration)
    return { user, accessToken, refreshToken, api: asking({ bearer: accessToken }).api }
  }
  return {
    services,
    clock,
    poked,
    asking,
    person,
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
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
