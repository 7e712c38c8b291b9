import type { Reader } from '@holdfast/db'
import { IsoDate, PasskeyId, type UserId } from '@holdfast/domain'
import { z } from 'zod'

const ListedPasskey = z.strictObject({
  id: PasskeyId,
  name: z.string(),
  createdAt: IsoDate,
  lastUsedAt: IsoDate.nullable(),
})
type ListedPasskey = z.infer<typeof ListedPasskey>

/** What a person has beside their password. */
export const Factors = z.strictObject({
  totp: z.strictObject({ createdAt: IsoDate }).nullable(),
  recoveryCodesLeft: z.int().nonnegative(),
  passkeys: z.array(ListedPasskey),
})
export type Factors = z.infer<typeof Factors>

export const readFactors = async (reader: Reader, userId: UserId): Promise<Factors> => {
  const [[counted], passkeys] = await Promise.all([
    reader.rows<{ totpSince: IsoDate | null; codes: number }>({
      name: 'factors',
      text: `SELECT (SELECT created_at FROM auth.totp WHERE user_id = $1) AS "totpSince",
                    (SELECT count(*)::integer FROM auth.recovery_codes WHERE user_id = $1) AS codes`,
      values: [userId],
    }),
    reader.rows<ListedPasskey>({
      name: 'passkeys',
      text: `SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"
             FROM auth.passkeys WHERE user_id = $1 ORDER BY created_at, id`,
      values: [userId],
    }),
  ])
  const totpSince = counted?.totpSince ?? null
  return {
    totp: totpSince === null ? null : { createdAt: totpSince },
    recoveryCodesLeft: counted?.codes ?? 0,
    passkeys,
  }
}

/** How a sign-in can be confirmed. */
export const FactorMethod = z.enum(['totp', 'recovery', 'passkey'])
export type FactorMethod = z.infer<typeof FactorMethod>

/** None: the password alone is enough. Recovery codes are good beside another factor only. */
export const methodsOf = ({ totp, recoveryCodesLeft, passkeys }: Factors): FactorMethod[] => {
  const own: FactorMethod[] = [
    ...(passkeys.length > 0 ? (['passkey'] as const) : []),
    ...(totp ? (['totp'] as const) : []),
  ]
  return own.length > 0 && recoveryCodesLeft > 0 ? [...own, 'recovery'] : own
}
