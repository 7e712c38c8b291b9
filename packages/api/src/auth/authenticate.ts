import type { Reader } from '@holdfast/db'
import { AppError, type Scope } from '@holdfast/domain'
import type { Caller, Context, Services, Writer } from '../context.ts'
import { noteUse } from '../tokens/note-use.ts'
import { unauthenticated } from './access-token.ts'
import { equalSecrets } from './auth-keys.ts'
import { type Deciding, decidingEntry, readDeciding, readShown, type Shown } from './deciding.ts'
import { requireScope } from './scopes.ts'
import { isLive } from './sessions.ts'

/** A caller with the moment until which the token holds. */
export interface Authenticated extends Caller {
  tokenExpiresAt: Date
}

type Ports = Pick<Services, 'db' | 'cached' | 'keys' | 'clock' | 'log'>

const isOf = (deciding: Deciding, shown: Shown): boolean =>
  equalSecrets(deciding.tokenHash, shown.tokenHash) &&
  (shown.kind === 'personal'
    ? deciding.tokenId !== null
    : deciding.sessionId === shown.sessionId && deciding.userId === shown.userId)

/**
 * The row has the last word on a token that was shown.
 * @throws AppError `unauthenticated` for another's, `session-revoked` for one that is over
 */
const confirm = (deciding: Deciding, shown: Shown, now: Date): Authenticated => {
  if (!isOf(deciding, shown)) throw unauthenticated()
  if (!isLive(deciding, now))
    throw new AppError(
      'session-revoked',
      shown.kind === 'session' ? 'You were signed out.' : 'This access token is over.',
    )
  const { userId, sessionId, tokenId, admin, scopes } = deciding
  const tokenExpiresAt = shown.kind === 'session' ? shown.expiresAt : new Date(deciding.expiresAt)
  return { userId, sessionId, tokenId, admin, scopes, tokenExpiresAt }
}

const identify = async (services: Ports, shown: Shown): Promise<Authenticated> => {
  const { db, cached, clock } = services
  const now = clock()
  const deciding = await cached.read(decidingEntry(services, shown), () =>
    db.read((reader) => readDeciding(reader, shown)),
  )
  const who = confirm(deciding, shown, now)
  if (who.tokenId) noteUse(services, who.tokenId, now)
  return who
}

/** A caller whose row has yet to be asked: nothing may be told or kept before `confirm` is done. */
export interface Claimant extends Writer {
  /** @throws as `authenticate` */
  confirm(reader: Reader): Promise<unknown>
}

/** Asks the row of who has yet to be confirmed; another caller is confirmed already. */
export const confirmCaller = async (reader: Reader, caller: Writer | Claimant): Promise<void> => {
  if ('confirm' in caller) await caller.confirm(reader)
}

/**
 * Who claims to ask. An access token says so itself; a personal one is asked for, and both are
 * confirmed together with what is read.
 * @throws AppError `unauthenticated` for a bad token, `forbidden` for one without the scope
 */
export const claimOf = async (
  services: Ports,
  token: string | undefined,
  needed: Scope,
): Promise<Claimant> => {
  const now = services.clock()
  const shown = await readShown(services, token)
  const claimed = shown.kind === 'session' ? shown : await identify(services, shown)
  if ('scopes' in claimed) requireScope(claimed, needed)
  const { userId, sessionId } = claimed
  return {
    userId,
    sessionId,
    confirm: async (reader) =>
      requireScope(confirm(await readDeciding(reader, shown), shown, now), needed),
  }
}

/**
 * Who holds this token.
 * @throws AppError `unauthenticated` for a bad token, `session-revoked` for one that is over,
 *   `forbidden` for one without the scope
 */
export const authenticate = async (
  services: Ports,
  token: string | undefined,
  needed: Scope,
): Promise<Authenticated> => {
  const who = await identify(services, await readShown(services, token))
  requireScope(who, needed)
  return who
}

/** The caller of a request, found once for all procedures of a batch, whatever each of them needs. */
export const requireCaller = (ctx: Context): Promise<Caller> => {
  ctx.authentication ??= readShown(ctx.services, ctx.request.bearer).then((shown) =>
    identify(ctx.services, shown),
  )
  return ctx.authentication
}
