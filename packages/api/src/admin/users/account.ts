import { IsoDate, User, UserId, UserStatus } from '@holdfast/domain'
import { z } from 'zod'

/** An account as an admin sees it: who it is and whether they may come in, nothing of their work. */
export const Account = z.strictObject({
  id: UserId,
  email: User.shape.email,
  emailVerified: z.boolean(),
  name: z.string(),
  status: UserStatus,
  admin: z.boolean(),
  secondFactor: z.boolean(),
  createdAt: IsoDate,
  /** When a session of theirs was last renewed; null: never, or all are forgotten. */
  lastSeenAt: IsoDate.nullable(),
  /** How many sessions live. */
  sessions: z.int().nonnegative(),
})
export type Account = z.infer<typeof Account>
