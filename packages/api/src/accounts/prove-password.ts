import type { Reader } from '@holdfast/db'
import { AppError, type UserId, type UserStatus } from '@holdfast/domain'
import { z } from 'zod'
import type { Services } from '../context.ts'

/** Whatever was accepted once is accepted here; only its length is bounded. */
export const TypedPassword = z.string().normalize('NFC').min(1).max(256)

type Parts = Pick<Services, 'db' | 'passwords'>

interface Credentials {
  id: UserId
  passwordHash: string
  status: UserStatus
}

/**
 * Whose account this is. A wrong password and an unknown address are answered alike, after the same
 * time; only who knows the password hears that an account may not be used now, and what to do.
 * @throws AppError `wrong-credentials`, `account-inactive` or `account-suspended`
 */
export const provePassword = async (
  services: Parts,
  email: string,
  password: string,
): Promise<UserId> => {
  const found = await services.db.read((reader) => findByEmail(reader, email))
  if (!(await isRight(services, found, password)) || !found)
    throw new AppError('wrong-credentials', 'The e-mail address or the password is wrong.')
  requireUsable(found.status)
  return found.id
}

/**
 * Has a person who is signed in say their password once more, before something that cannot be undone.
 * @throws AppError `wrong-credentials`
 */
export const requirePassword = async (
  services: Parts,
  userId: UserId,
  password: string,
): Promise<void> => {
  const found = await services.db.read((reader) => findById(reader, userId))
  if (!(await isRight(services, found, password)) || !found)
    throw new AppError('wrong-credentials', 'The password is wrong.')
  requireUsable(found.status)
}

const isRight = async (
  { db, passwords }: Parts,
  found: Credentials | null,
  password: string,
): Promise<boolean> => {
  const right = await passwords.verify(found?.passwordHash ?? null, password)
  if (!found || !right) return false
  if (passwords.isOutdated(found.passwordHash)) {
    const renewed = await passwords.hash(password)
    await db.transact((tx) =>
      tx.rows({
        name: 'renew-password-hash',
        text: `UPDATE users.users SET password_hash = $3 WHERE id = $1 AND password_hash = $2`,
        values: [found.id, found.passwordHash, renewed],
      }),
    )
  }
  return true
}

const requireUsable = (status: UserStatus): void => {
  if (status === 'inactive')
    throw new AppError(
      'account-inactive',
      'Confirm your e-mail address first: follow the link that was mailed to you.',
    )
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
