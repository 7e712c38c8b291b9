import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A refusal outside any procedure, in the one shape that procedures answer with. */
export interface Refusal {
  status: ContentfulStatusCode
  code: TRPC_ERROR_CODE_KEY
  appCode: string
  message: string
}

export const refuse = (c: Context, { status, code, appCode, message }: Refusal): Response =>
  c.json(
    {
      error: {
        message,
        code: TRPC_ERROR_CODES_BY_KEY[code],
        data: { code, httpStatus: status, path: c.req.path, appCode },
      },
    },
    status,
    { 'cache-control': 'no-store' },
  )

export const notFound: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  appCode: 'not-found',
  message: 'There is nothing at this address.',
}

export const signInFirst: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  appCode: 'unauthenticated',
  message: 'Sign in first.',
}

export const forbidden: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  appCode: 'forbidden',
  message: 'You may not do this.',
}

export const tooMany: Refusal = {
  status: 429,
  code: 'TOO_MANY_REQUESTS',
  appCode: 'too-many-requests',
  message: 'That was asked too often.',
}

export const busy: Refusal = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  appCode: 'busy',
  message: 'The server is busy. Try again in a moment.',
}
