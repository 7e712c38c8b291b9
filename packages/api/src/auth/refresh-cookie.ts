import { AppError } from '@holdfast/domain'
import type { Context } from '../context.ts'
import { cookieHeader } from './cookies.ts'

/** Out of reach of scripts, sent to this origin's own requests alone. */
export const setRefreshCookie = (ctx: Context, token: string, expiresAt: Date): void => {
  const seconds = Math.max(
    0,
    Math.floor((expiresAt.getTime() - ctx.services.clock().getTime()) / 1000),
  )
  ctx.setCookie(cookieHeader('holdfast_refresh', token, seconds, ctx.request.secure))
}

export const clearRefreshCookie = (ctx: Context): void =>
  ctx.setCookie(cookieHeader('holdfast_refresh', '', 0, ctx.request.secure))

/**
 * Where a cookie is read or set, another site's page must not be what asks.
 * @throws AppError `forbidden`
 */
export const requireSameOrigin = (ctx: Context): void => {
  if (!ctx.request.sameOrigin)
    throw new AppError('forbidden', 'This can only be asked from Holdfast’s own page.')
}
