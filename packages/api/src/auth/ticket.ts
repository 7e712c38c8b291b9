import type { Reader, Transaction } from '@holdfast/db'
import { AppError, ChallengeId, type UserId } from '@holdfast/domain'
import { openChallenge } from '../factors/challenges.ts'
import { type AuthKeys, derive, equalSecrets } from './auth-keys.ts'

/**
 * A ticket is `<challenge id>.<seal>`: somebody has given the right password, and is to show a second
 * factor. It is good for five minutes and one sign-in, and for no other password than the one given.
 */
export interface OpenTicket {
  ticket: string
  expiresAt: Date
}

/** A ticket that is good. */
export interface Ticket {
  id: ChallengeId
  userId: UserId
  /** How often a wrong factor was shown. */
  wrongTries: number
}

/** Who guesses must give the password again after so many; wrong codes of an account are limited as well. */
export const MOST_WRONG_TRIES = 5

const sealOf = (keys: AuthKeys, id: ChallengeId, userId: UserId, passwordHash: string): string =>
  derive(keys, 'sign-in-ticket', id, userId, passwordHash)

export const openTicket = async (
  tx: Transaction,
  keys: AuthKeys,
  userId: UserId,
  now: Date,
): Promise<OpenTicket> => {
  const [user] = await tx.rows<{ passwordHash: string }>({
    name: 'password-hash',
    text: 'SELECT password_hash AS "passwordHash" FROM users.users WHERE id = $1',
    values: [userId],
  })
  if (!user) throw signInOver()
  const asked = { purpose: 'second-factor', userId, challenge: null } as const
  const { id, expiresAt } = await openChallenge(tx, asked, now)
  return { ticket: `${id}.${sealOf(keys, id, userId, user.passwordHash)}`, expiresAt }
}

interface Found {
  userId: UserId
  wrongTries: number
  passwordHash: string
}

/**
 * Locks a ticket, so that of two who use it at once one comes second, and the account, so that it is
 * not used by a password that becomes another one meanwhile.
 * @throws AppError `sign-in-over` for one that is not or no longer good
 */
export const lockTicket = async (
  tx: Transaction,
  keys: AuthKeys,
  text: string,
  now: Date,
): Promise<Ticket> => {
  const [idText, seal = ''] = text.split('.')
  const id = ChallengeId.safeParse(idText)
  if (!id.success) throw signInOver()
  const [found] = await tx.rows<Found & Record<string, unknown>>({
    name: 'lock-ticket',
    text: `SELECT c.user_id AS "userId", c.wrong_tries AS "wrongTries",
                  u.password_hash AS "passwordHash"
           FROM auth.challenges c JOIN users.users u ON u.id = c.user_id
           WHERE c.id = $1 AND c.purpose = 'second-factor' AND c.expires_at > $2
             AND u.status = 'active'
           FOR UPDATE OF c FOR NO KEY UPDATE OF u`,
    values: [id.data, now],
  })
  if (!found || found.wrongTries >= MOST_WRONG_TRIES) throw signInOver()
  const { userId, wrongTries, passwordHash } = found
  if (!equalSecrets(seal, sealOf(keys, id.data, userId, passwordHash))) throw signInOver()
  return { id: id.data, userId, wrongTries }
}

/** Whose ticket this may be, not proven yet. @returns null where it is nobody's */
export const holderOf = async (reader: Reader, text: string): Promise<UserId | null> => {
  const id = ChallengeId.safeParse(text.split('.')[0])
  if (!id.success) return null
  const [found] = await reader.rows<{ userId: UserId | null }>({
    name: 'ticket-holder',
    text: `SELECT user_id AS "userId" FROM auth.challenges WHERE id = $1 AND purpose = 'second-factor'`,
    values: [id.data],
  })
  return found?.userId ?? null
}

export const useUpTicket = (tx: Transaction, { id }: Ticket): Promise<unknown> =>
  tx.rows({
    name: 'use-up-ticket',
    text: 'DELETE FROM auth.challenges WHERE id = $1',
    values: [id],
  })

export const countWrongTry = (tx: Transaction, { id }: Ticket): Promise<unknown> =>
  tx.rows({
    name: 'count-wrong-try',
    text: 'UPDATE auth.challenges SET wrong_tries = wrong_tries + 1 WHERE id = $1',
    values: [id],
  })

const signInOver = (): AppError =>
  new AppError('sign-in-over', 'Signing in took too long or went wrong too often. Start again.')
