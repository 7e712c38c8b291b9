import type { Reader, Transaction } from '@holdfast/db'
import { AppError, type UserId, type UserStatus } from '@holdfast/domain'
import { noteRefused } from '../auth/note-refused.ts'
import type { Context } from '../context.ts'
import { networkOf } from '../limits/address.ts'

type Asking = Pick<Context, 'services' | 'request'>

/** A password that was right when it was compared; `holdProof` says whether it still is. */
export interface PasswordProof {
  userId: UserId
  /** The one in force then. */
  passwordHash: string
}

interface Credentials {
  id: UserId
  passwordHash: string
  status: UserStatus
}

/**
 * Whose account this is. A wrong password and an unknown address are answered alike, after the same
 * time, and so is the right password of an account that waits to be confirmed: whoever asked for it
 * with an address would else learn here whether that had an account before. Who knows the password of
 * one that is suspended hears that it is.
 * @throws AppError `wrong-credentials` or `account-suspended`
 */
export const provePassword = async (
  asking: Asking,
  email: string,
  password: string,
): Promise<PasswordProof> => {
  const found = await asking.services.db.read((reader) => findByEmail(reader, email))
  const proof = await prove(asking, found, password)
  if (!proof || !found || found.status !== 'active')
    noteRefused(asking, 'password', found?.id ?? null)
  if (!proof || !found || found.status === 'inactive')
    throw new AppError(
      'wrong-credentials',
      'The e-mail address or the password is wrong. If you have just registered, first follow the link that was mailed to you.',
    )
  requireUsable(found.status)
  return proof
}

/**
 * Has a person who is signed in say their password once more, before something that cannot be undone.
 * @throws AppError `wrong-credentials`
 */
export const requirePassword = async (
  asking: Asking,
  userId: UserId,
  password: string,
): Promise<PasswordProof> => {
  const found = await asking.services.db.read((reader) => findById(reader, userId))
  const proof = await prove(asking, found, password)
  if (!proof || found?.status !== 'active') noteRefused(asking, 'password', userId)
  if (!proof || !found) throw wrongPassword()
  requireUsable(found.status)
  return proof
}

/**
 * Has a proof hold until the transaction ends. To compare takes a while, in which the person may have
 * set another password because somebody knows this one: what that one asked for must not come after.
 * @throws AppError `wrong-credentials`
 */
export const holdProof = async (
  tx: Transaction,
  { userId, passwordHash }: PasswordProof,
): Promise<void> => {
  const [held] = await tx.rows({
    name: 'hold-proof',
    text: `SELECT 1 AS held FROM users.users
           WHERE id = $1 AND password_hash = $2 AND status = 'active' FOR NO KEY UPDATE`,
    values: [userId, passwordHash],
  })
  if (!held) throw wrongPassword()
}

const wrongPassword = (): AppError => new AppError('wrong-credentials', 'The password is wrong.')

/** @returns null for a wrong password, and where there is nobody */
const prove = async (
  asking: Asking,
  found: Credentials | null,
  password: string,
): Promise<PasswordProof | null> => {
  const { db, passwords } = asking.services
  const from = networkOf(asking.request.ip)
  const right = await passwords.verify(found?.passwordHash ?? null, password, from)
  if (!found || !right) return null
  const { id: userId, passwordHash } = found
  if (!passwords.isOutdated(passwordHash)) return { userId, passwordHash }
  const renewed = await passwords.hash(password, from)
  const [kept] = await db.transact((tx) =>
    tx.rows({
      name: 'renew-password-hash',
      text: `UPDATE users.users SET password_hash = $3 WHERE id = $1 AND password_hash = $2
             RETURNING 1 AS kept`,
      values: [userId, passwordHash, renewed],
    }),
  )
  if (kept) return { userId, passwordHash: renewed }
  // Somebody else made it anew, or the password is another one.
  const present = await db.read((reader) => findById(reader, userId))
  return prove(asking, present, password)
}

const requireUsable = (status: UserStatus): void => {
  if (status === 'suspended')
    throw new AppError(
      'account-suspended',
      'This account is suspended. Ask whoever looks after this server.',
    )
}

const CREDENTIALS = `SELECT id, password_hash AS "passwordHash", status FROM users.users
                     WHERE status <> 'deleted' AND`

const findByEmail = async (reader: Reader, email: string): Promise<Credentials | null> => {
  const [found] = await reader.rows<Credentials & Record<string, unknown>>({
    name: 'credentials-by-email',
    text: `${CREDENTIALS} lower(email) = lower($1)`,
    values: [email],
  })
  return found ?? null
}

const findById = async (reader: Reader, id: UserId): Promise<Credentials | null> => {
  const [found] = await reader.rows<Credentials & Record<string, unknown>>({
    name: 'credentials-by-id',
    text: `${CREDENTIALS} id = $1`,
    values: [id],
  })
  return found ?? null
}
