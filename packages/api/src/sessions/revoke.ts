import type { StoreTx, Transaction } from '@holdfast/db'
import { AppError, isoDate, SessionId, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import { readSession, revokeSession } from '../auth/sessions.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'

interface SessionEnding {
  id: SessionId
  /** Whose it must be; null: anybody’s. */
  userId: UserId | null
  /** Who ends it. */
  by: UserId
}

/**
 * Ends one session of a person. To have ended is no error.
 * @throws AppError `session-not-found` for another's as for an unknown one
 */
export const endSession = async (
  store: StoreTx,
  tx: Transaction,
  { id, userId, by }: SessionEnding,
  now: Date,
): Promise<void> => {
  const session = await readSession(tx, id)
  if (!session || (userId !== null && session.userId !== userId))
    throw new AppError('session-not-found', 'There is no such session.')
  const hasEnded = await revokeSession(tx, { ...session, id }, now)
  if (!hasEnded) return
  const before = { session: id, client: session.client }
  await store.audit(
    by,
    [{ entity: 'user', entityId: session.userId, action: 'session-ended', before, after: {} }],
    isoDate(now),
  )
}

/** Signs a device of the caller's out, this one too. */
export const revokeOneSession = personalProcedure
  .input(z.strictObject({ id: SessionId }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx: { services, caller }, input: { id } }) => {
    const { userId } = caller
    await transact(services, (store, tx) =>
      endSession(store, tx, { id, userId, by: userId }, services.clock()),
    )
    return {}
  })
