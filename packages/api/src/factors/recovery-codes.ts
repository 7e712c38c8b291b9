import { randomInt } from 'node:crypto'
import { schema, type Transaction } from '@holdfast/db'
import { isoDate, type UserId } from '@holdfast/domain'
import { and, eq } from 'drizzle-orm'
import { type AuthKeys, derive } from '../auth/auth-keys.ts'

const { recoveryCodes } = schema

const HOW_MANY = 10
/** Crockford's base32: no letter that is taken for a digit. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
/** 24 of 32 letters: 120 bits, so that a fast hash is enough (NIST SP 800-63B-4, 3.1.2.2). */
const LENGTH = 24
const GROUP = 6

const newCode = (): string =>
  Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')

const grouped = (code: string): string =>
  code.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? ''

/** However a person wrote it down: in capitals, without dashes, O for zero. */
const plain = (typed: string): string =>
  typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')

const hashOf = (keys: AuthKeys, userId: UserId, code: string): string =>
  derive(keys, 'recovery-code', userId, code)

/** New codes in place of all that there were. They are told this once; their hashes alone are kept. */
export const renewCodes = async (
  tx: Transaction,
  keys: AuthKeys,
  userId: UserId,
  now: Date,
): Promise<string[]> => {
  const codes = Array.from({ length: HOW_MANY }, newCode)
  await tx.db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  await tx.db.insert(recoveryCodes).values(
    codes.map((code) => ({
      userId,
      codeHash: hashOf(keys, userId, code),
      createdAt: isoDate(now),
    })),
  )
  return codes.map(grouped)
}

/** Uses a code up. @returns whether there was one */
export const spendCode = async (
  tx: Transaction,
  keys: AuthKeys,
  userId: UserId,
  typed: string,
): Promise<boolean> => {
  const codeHash = hashOf(keys, userId, plain(typed))
  const spent = await tx.db
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, codeHash)))
    .returning({ userId: recoveryCodes.userId })
  return spent.length > 0
}
