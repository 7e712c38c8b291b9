import { schema, sqlState, type Transaction } from '@holdfast/db'
import {
  AppError,
  defaultPreferences,
  Email,
  isoDate,
  type UserId,
  UserProfile,
  type UserStatus,
} from '@holdfast/domain'
import { z } from 'zod'

const { userPreferences, userProfiles, users } = schema

/** What an account is made of beside its password. */
export const NewPerson = z.strictObject({
  email: Email,
  firstName: UserProfile.shape.firstName,
  lastName: UserProfile.shape.lastName.default(''),
  timezone: UserProfile.shape.timezone.default('UTC'),
  language: UserProfile.shape.language.default('en'),
})
export type NewPerson = z.infer<typeof NewPerson>

export interface NewAccount {
  id: UserId
  person: NewPerson
  passwordHash: string
  status: Extract<UserStatus, 'active' | 'inactive'>
  emailVerified: boolean
  admin: boolean
}

const UNIQUE_VIOLATION = '23505'

/** @throws AppError `email-taken` */
export const orTaken = async <T>(write: Promise<T>): Promise<T> => {
  try {
    return await write
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error
    throw new AppError('email-taken', 'There is an account with this e-mail address. Sign in.')
  }
}

/**
 * Account, profile and preferences.
 * @throws AppError `email-taken`, in whatever case the address is written
 */
export const insertAccount = async (
  tx: Transaction,
  { id, person, passwordHash, status, emailVerified, admin }: NewAccount,
  now: Date,
): Promise<void> => {
  const { email, firstName, lastName, timezone, language } = person
  const at = { createdAt: isoDate(now), updatedAt: isoDate(now) }
  await orTaken(
    tx.db.insert(users).values({ id, email, passwordHash, status, emailVerified, admin, ...at }),
  )
  await tx.db
    .insert(userProfiles)
    .values({ userId: id, firstName, lastName, timezone, language, ...at })
  await tx.db.insert(userPreferences).values({ userId: id, ...defaultPreferences, ...at })
}

/**
 * Takes away an account that nobody has confirmed, with the links that were mailed for it: it kept an
 * address that somebody else now has proven, or asks for anew.
 */
export const dropPending = async (tx: Transaction, email: string): Promise<void> => {
  await tx.rows({
    name: 'drop-pending-account',
    text: `DELETE FROM users.users WHERE lower(email) = lower($1) AND status = 'inactive'`,
    values: [email],
  })
}
