import { type StoreTx, schema, type Transaction } from '@holdfast/db'
import { type Email, isoDate } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { NewPerson } from './insert-account.ts'

/** A registration as it waits for its address to be looked up. */
export const WaitingRegistration = z.strictObject({ person: NewPerson, passwordHash: z.string() })
export type WaitingRegistration = z.infer<typeof WaitingRegistration>

/** What somebody asked about an address. */
export type AccountRequest =
  | { kind: 'registration'; email: Email; registration: WaitingRegistration }
  | { kind: 'password-reset'; email: Email; registration: null }

/**
 * Notes what was asked. Whose address that is nobody looks up here, so it takes the same time for one
 * that has an account and for one that has none; the consumer of `account-request.created` goes on.
 */
export const noteRequest = async (
  store: StoreTx,
  tx: Transaction,
  request: AccountRequest,
  now: Date,
): Promise<void> => {
  const id = uuidv7()
  await tx.db.insert(schema.accountRequests).values({ id, ...request, createdAt: isoDate(now) })
  const noted = { entity: 'account-request', entityId: id, action: 'created' } as const
  await store.audit(null, [{ ...noted, before: {}, after: {} }], isoDate(now))
}
