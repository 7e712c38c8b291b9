import { type StoreTx, schema, type Transaction } from '@holdfast/db'
import { type Email, isoDate, type UserId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import type { AuthKeys } from '../auth/auth-keys.ts'
import { LINK_LIFE, linkHash } from './links.ts'

/** Makes a link row by which a person proves that an address is theirs. @returns its id */
export const addVerification = async (
  tx: Transaction,
  keys: AuthKeys,
  { userId, email }: { userId: UserId; email: Email },
  now: Date,
): Promise<string> => {
  const id = uuidv7()
  await tx.db.insert(schema.emailVerifications).values({
    id,
    userId,
    email,
    tokenHash: linkHash(keys, 'email-verification', id),
    expiresAt: isoDate(new Date(now.getTime() + LINK_LIFE['email-verification'])),
    createdAt: isoDate(now),
  })
  return id
}

/** Has the link of a verification mailed. */
export const askForVerification = (
  store: StoreTx,
  userId: UserId,
  verification: string,
  now: Date,
): Promise<void> => {
  const asked = { entity: 'user', entityId: userId, action: 'verification-asked' } as const
  return store.audit(userId, [{ ...asked, before: {}, after: { verification } }], isoDate(now))
}
