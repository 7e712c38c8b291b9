import { AppError, type Scope, type SessionId } from '@holdfast/domain'
import type { Caller } from '../context.ts'

/**
 * RFC 6750, insufficient_scope: who asks is known, and the token was not made for this.
 * @throws AppError `forbidden`
 */
export const requireScope = ({ scopes }: Pick<Caller, 'scopes'>, needed: Scope): void => {
  if (scopes !== 'all' && !scopes.includes(needed))
    throw new AppError('forbidden', `This access token was made without “${needed}”.`)
}

/** @throws AppError `forbidden`, which does not tell what there would be */
export const requireAdmin = (caller: Pick<Caller, 'admin' | 'scopes'>): void => {
  if (!caller.admin) throw new AppError('forbidden', 'You may not do this.')
  requireScope(caller, 'admin')
}

/** @throws AppError `forbidden` where a personal access token was shown */
export const requireSession = ({ sessionId }: Pick<Caller, 'sessionId'>): SessionId => {
  if (sessionId === null)
    throw new AppError('forbidden', 'An access token cannot do this. Sign in.')
  return sessionId
}
