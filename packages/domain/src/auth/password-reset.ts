import { z } from 'zod'
import { PasswordResetId, UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'

export const PasswordReset = z.strictObject({
  id: PasswordResetId,
  userId: UserId,
  tokenHash: z.string(),
  expiresAt: IsoDate,
  used: z.boolean(),
  createdAt: IsoDate,
})
export type PasswordReset = z.infer<typeof PasswordReset>
