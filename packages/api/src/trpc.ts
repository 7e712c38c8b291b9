import { isTransient, sqlState } from '@holdfast/db'
import { AppError } from '@holdfast/domain'
import { initTRPC, type TRPCError } from '@trpc/server'
import { claimOf, requireCaller } from './auth/authenticate.ts'
import type { Context } from './context.ts'
import { errorAnswer, toTrpcError } from './error-shape.ts'
import type { Outcome } from './metrics.ts'

const t = initTRPC.context<Context>().create({
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

/** Open to anyone. */
export const publicProcedure = t.procedure.use(measured).use(expectedFailures)

/**
 * Needs a proven token; whether its session is over `ctx.caller` has yet to confirm, together with the
 * first that is read.
 */
export const claimedProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, caller: await claimOf(ctx.services, ctx.request.bearer) } }),
)

/** Needs a live session; `ctx.caller` says whose. */
export const authedProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { ...ctx, caller: await requireCaller(ctx) } }),
)
