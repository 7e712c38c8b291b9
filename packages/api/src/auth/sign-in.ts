import type { StoreTx, Transaction } from '@holdfast/db'
import { isoDate, type User } from '@holdfast/domain'
import type { FactorMethod } from '../factors/read-factors.ts'
import type { AuthKeys } from './auth-keys.ts'
import { type OpenSession, openSession, type SessionOpening } from './sessions.ts'
import { readUser } from './signed-in.ts'

export interface SignIn extends SessionOpening {
  /** What confirmed it beside the password, or in place of it; null: the password alone. */
  factor: FactorMethod | null
}

/** Opens a session for somebody who has proven who they are, and puts that on record. */
export const signIn = async (
  store: StoreTx,
  tx: Transaction,
  keys: AuthKeys,
  { factor, ...opening }: SignIn,
  now: Date,
): Promise<{ user: User; session: OpenSession }> => {
  const { userId, client } = opening
  const session = await openSession(tx, keys, opening, now)
  const after = { client, ...(factor && { factor }) }
  await store.audit(
    userId,
    [{ entity: 'user', entityId: userId, action: 'signed-in', before: {}, after }],
    isoDate(now),
  )
  return { user: await readUser(tx, userId), session }
}
