import { z } from 'zod'
import { SessionId, UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'

/** Where a session lives: a browser keeps the refresh token in a cookie, the others are handed it. */
export const ClientKind = z.enum(['web', 'desktop', 'tool'])
export type ClientKind = z.infer<typeof ClientKind>

export const Session = z.strictObject({
  id: SessionId,
  userId: UserId,
  tokenHash: z.string(),
  refreshTokenHash: z.string(),
  expiresAt: IsoDate,
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: IsoDate,
  lastAccessedAt: IsoDate,
})
export type Session = z.infer<typeof Session>

/** How long a session lives without a sign-in, in days. */
export const SESSION_DAYS = 30
