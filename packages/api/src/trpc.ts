import { isTransient, sqlState } from '@holdfast/db'
import { AppError, type Scope } from '@holdfast/domain'
import { initTRPC, type ProcedureType, type TRPCError } from '@trpc/server'
import { enterRefusals } from './audit/enter-refusals.ts'
import { claimOf, requireCaller } from './auth/authenticate.ts'
import { requireAdmin, requireScope, requireSession } from './auth/scopes.ts'
import type { Context, Writer } from './context.ts'
import { errorAnswer, toTrpcError } from './error-shape.ts'
import { accountGuess, isWrongGuess, limitGuesses } from './limits/guesses.ts'
import { type LimitedCall, limitCall, limitStranger, namesSecret } from './limits/limit-call.ts'
import type { Outcome } from './metrics.ts'

/** What a procedure says of itself beside its types. */
export interface ProcedureMeta {
  /** It only reads: a mutation because what it is asked does not fit into the header of a GET. */
  reads?: true
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error }) {
      const { message, ...answer } = errorAnswer(error)
      const { code, httpStatus, path } = shape.data
      return { ...shape, message, data: { code, httpStatus, path, ...answer } }
    },
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

const busy = (cause: Error): AppError => {
  const error = new AppError('busy', 'The server is busy. Try again in a moment.')
  error.cause = cause
  return error
}

const expectedFailures = t.middleware(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok) return result
  const { cause } = result.error
  if (cause instanceof AppError) throw toTrpcError(cause)
  if (!cause || !isTransient(cause)) return result
  const state = sqlState(cause) ?? 'no connection'
  ctx.services.log.warn({ path, state }, 'the database is out of reach or overloaded')
  throw toTrpcError(busy(cause))
})

const FAULTS = new Set<TRPCError['code']>(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'])

const measured = t.middleware(({ ctx, path, next }) => {
  const { metrics, tracing } = ctx.services
  return tracing.span(`trpc ${path}`, {}, async (note) => {
    const started = performance.now()
    const result = await next()
    const failed = !result.ok && FAULTS.has(result.error.code)
    const refusedOrFailed: Outcome = failed ? 'failed' : 'refused'
    const outcome = result.ok ? 'done' : refusedOrFailed
    metrics.procedureDone(path, outcome, (performance.now() - started) / 1000)
    note({ outcome, failed })
    return result
  })
})

/** Who is refused for what they are is told so, and the audit log with them. */
const enteredRefusals = t.middleware(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok || !ctx.authentication) return result
  const { cause } = result.error
  if (!(cause instanceof AppError) || cause.kind !== 'forbidden') return result
  const { userId } = await ctx.authentication
  await enterRefusals(ctx.services, userId, [{ asked: path, error: cause }])
  return result
})

const procedure = t.procedure.use(measured).use(expectedFailures).use(enteredRefusals)

/** The call counts as its caller's, or as a stranger's where nobody is proven to make it. */
const limitedAs = async <C extends Writer>(call: LimitedCall, caller: Promise<C>): Promise<C> => {
  const found = await caller.catch(async (error: unknown) => {
    await limitStranger(call.ctx)
    throw error
  })
  await limitCall(call, found)
  return found
}

/** Open to anyone. */
export const publicProcedure = procedure.use(async ({ ctx, path, getRawInput, next }) => {
  await limitCall({ ctx, path, getRawInput }, null)
  return next()
})

/** What a personal access token must have been made for, by what kind of procedure this is. */
const scopeOf = (type: ProcedureType, meta: ProcedureMeta | undefined): Scope =>
  type === 'query' || meta?.reads ? 'read' : 'write'

/**
 * Needs a token; whether what it belongs to is over `ctx.caller` has yet to confirm, together with the
 * first that is read.
 */
export const claimedProcedure = procedure.use(
  async ({ ctx, path, type, meta, getRawInput, next }) => {
    const claimed = claimOf(ctx.services, ctx.request.bearer, scopeOf(type, meta))
    const caller = await limitedAs({ ctx, path, getRawInput }, claimed)
    return next({ ctx: { ...ctx, caller } })
  },
)

/** Needs a live session, or a personal access token with the scope; `ctx.caller` says whose. */
export const authedProcedure = procedure.use(
  async ({ ctx, path, type, meta, getRawInput, next }) => {
    const call = { ctx, path, getRawInput }
    const caller = await limitedAs(call, requireCaller(ctx))
    requireScope(caller, scopeOf(type, meta))
    const work = () => next({ ctx: { ...ctx, caller } })
    if (!(await namesSecret(call))) return work()
    const guess = accountGuess(ctx.services.db, 'proof', caller.userId)
    return limitGuesses(
      ctx,
      guess,
      work,
      (result) => !result.ok && isWrongGuess(result.error.cause),
    )
  },
)

/** Needs a person who signed in: what concerns their own account no token may do for them. */
export const personalProcedure = authedProcedure.use(({ ctx, next }) => {
  const sessionId = requireSession(ctx.caller)
  return next({ ctx: { ...ctx, caller: { ...ctx.caller, sessionId } } })
})

/** Needs somebody who looks after accounts; a personal access token of theirs needs `admin` as well. */
export const adminProcedure = authedProcedure.use(({ ctx, next }) => {
  requireAdmin(ctx.caller)
  return next()
})
