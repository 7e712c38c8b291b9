import { appRouter, type Services, supportIdOf } from '@holdfast/api'
import { AppError } from '@holdfast/domain'
import type { TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { ResponseMeta } from '@trpc/server/http'
import type { Context, Handler } from 'hono'
import { type HttpEnv, requestInfo, type Standing } from './request-info.ts'
import { MAX_BATCH } from './request-limits.ts'

const bodyReaders = new Set(['text', 'json', 'arrayBuffer', 'blob', 'formData'])

/** The request with the body that was read already, which a stream gives only once. */
const rereadable = (c: Context<HttpEnv>): Request =>
  new Proxy(c.req.raw, {
    get(request, name) {
      if (bodyReaders.has(String(name))) return () => c.req[name as 'text']()
      return Reflect.get(request, name, request)
    },
  })

/** Of whatever in a batch has the caller wait, the longest; undefined where nothing has. */
const waitOf = (errors: readonly TRPCError[]): number | undefined => {
  const waits = errors.flatMap(({ code, cause }) => {
    if (cause instanceof AppError && cause.retryAfter !== undefined) return cause.retryAfter
    return code === 'SERVICE_UNAVAILABLE' ? 1 : []
  })
  return waits.length > 0 ? Math.max(...waits) : undefined
}

/** A batch of which one call was too many is answered as one such call: what stands between sees it. */
const metaOf = (errors: readonly TRPCError[]): ResponseMeta => {
  const wait = waitOf(errors)
  const isTooMany = errors.some(({ code }) => code === 'TOO_MANY_REQUESTS')
  return {
    ...(isTooMany && { status: 429 }),
    headers: new Headers({
      'cache-control': 'no-store',
      ...(wait !== undefined && { 'retry-after': String(wait) }),
    }),
  }
}

/** The typed procedures, by plain JSON over HTTP. */
export const serveTrpc =
  (services: Services, standing: Standing): Handler<HttpEnv> =>
  (c) => {
    const request = requestInfo(c, standing)
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: rereadable(c),
      router: appRouter,
      maxBatchSize: MAX_BATCH,
      createContext: ({ resHeaders }) => ({
        services,
        request,
        setCookie: (header) => resHeaders.append('set-cookie', header),
      }),
      responseMeta: ({ errors }) => metaOf(errors),
      onError({ error, path }) {
        if (error.code !== 'INTERNAL_SERVER_ERROR') return
        const { requestId } = request
        services.log.error(
          { err: error.cause ?? error, path, requestId, supportId: supportIdOf(error) },
          'a procedure failed',
        )
      },
    })
  }
