import type { StoreTx, Transaction } from '@holdfast/db'
import { TypedPassword, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import { clearRefreshCookie } from '../auth/refresh-cookie.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { leaveProjects } from './leave-projects.ts'
import { holdProof, requirePassword } from './prove-password.ts'
import { setStatus } from './set-status.ts'

/**
 * Deletes an account: its person leaves every project and can sign in no more. What they wrote in
 * projects stays with these; who it was is forgotten 30 days later.
 * @throws AppError `last-owner`, `last-admin` or `user-not-found`
 */
export const deleteAccount = async (
  store: StoreTx,
  tx: Transaction,
  { userId, by }: { userId: UserId; by: UserId },
  now: Date,
): Promise<void> => {
  await leaveProjects(store, tx, { userId, by }, now)
  await setStatus(store, tx, { userId, status: 'deleted', by }, now)
}

/** Deletes the caller's account. */
export const deleteOwnAccount = personalProcedure
  .input(z.strictObject({ password: TypedPassword }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx, input: { password } }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const proof = await requirePassword(ctx, userId, password)
    await transact(services, async (store, tx) => {
      await holdProof(tx, proof)
      await deleteAccount(store, tx, { userId, by: userId }, services.clock())
    })
    clearRefreshCookie(ctx)
    return {}
  })
