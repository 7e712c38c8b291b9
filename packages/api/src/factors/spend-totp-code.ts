import type { Transaction } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'
import type { AuthKeys } from '../auth/auth-keys.ts'
import { totpStep } from './totp.ts'
import { openSecret } from './totp-setup.ts'

/** Uses a code of the person's authenticator app up. @returns whether it was right */
export const spendTotpCode = async (
  tx: Transaction,
  keys: AuthKeys,
  userId: UserId,
  code: string,
  now: Date,
): Promise<boolean> => {
  const [totp] = await tx.rows<{ sealedSecret: string; lastStep: number }>({
    name: 'lock-totp',
    text: `SELECT sealed_secret AS "sealedSecret", last_step AS "lastStep"
           FROM auth.totp WHERE user_id = $1 FOR UPDATE`,
    values: [userId],
  })
  if (!totp) return false
  const step = totpStep(openSecret(keys, userId, totp.sealedSecret), code, totp.lastStep, now)
  if (step === null) return false
  await tx.rows({
    name: 'use-totp-step',
    text: 'UPDATE auth.totp SET last_step = $2 WHERE user_id = $1',
    values: [userId, step],
  })
  return true
}
