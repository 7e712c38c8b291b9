import type { StoreTx, Transaction } from '@holdfast/db'
import { type Activity, type ClientKind, isoDate, type User, type UserId } from '@holdfast/domain'
import type { Context } from '../context.ts'
import type { FactorMethod } from '../factors/read-factors.ts'
import { isKnownDevice } from './known-device.ts'
import { type OpenSession, openSession } from './sessions.ts'
import { readUser } from './signed-in.ts'

export interface SignIn {
  userId: UserId
  client: ClientKind
  /** What confirmed it beside the password, or in place of it; null: the password alone. */
  factor: FactorMethod | null
}

/**
 * Opens a session for somebody who has proven who they are, and puts that on record; where it is on a
 * device that is not known as theirs, that too, from where they are told by mail.
 */
export const signIn = async (
  store: StoreTx,
  tx: Transaction,
  ctx: Pick<Context, 'services' | 'request'>,
  { userId, client, factor }: SignIn,
  now: Date,
): Promise<{ user: User; session: OpenSession }> => {
  const { ip, userAgent } = ctx.request
  const user = await readUser(tx, userId)
  const isKnown = await isKnownDevice(tx, ctx, user, client)
  const opening = { userId, client, ip, userAgent }
  const session = await openSession(tx, ctx.services.keys, opening, now)
  const about = { entity: 'user', entityId: userId, before: {} } as const
  const after = { client, ...(factor && { factor }) }
  const entries: Activity[] = [{ ...about, action: 'signed-in', after }]
  if (!isKnown) entries.push({ ...about, action: 'new-device', after: { session: session.id } })
  await store.audit(userId, entries, isoDate(now))
  return { user, session }
}
