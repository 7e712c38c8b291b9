import { appRouter, type Services, supportIdOf } from '@holdfast/api'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Context, Handler } from 'hono'
import { type HttpEnv, requestInfo, type Standing } from './request-info.ts'

/** Most procedures that one request may call. */
const MAX_BATCH = 10

const bodyReaders = new Set(['text', 'json', 'arrayBuffer', 'blob', 'formData'])

/** The request with the body that was read already, which a stream gives only once. */
const rereadable = (c: Context<HttpEnv>): Request =>
  new Proxy(c.req.raw, {
    get(request, name) {
      if (bodyReaders.has(String(name))) return () => c.req[name as 'text']()
      return Reflect.get(request, name, request)
    },
  })

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
      responseMeta: ({ errors }) => ({
        headers: new Headers({
          'cache-control': 'no-store',
          ...(errors.some(({ code }) => code === 'SERVICE_UNAVAILABLE') && { 'retry-after': '1' }),
        }),
      }),
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
