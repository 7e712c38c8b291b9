import { Email, InvitationId, IsoDate } from '@holdfast/domain'
import { z } from 'zod'

/** An invitation as admins see it. Its link goes to whom it is for, by mail. */
export const Invitation = z.strictObject({
  id: InvitationId,
  email: Email,
  state: z.enum(['open', 'accepted', 'revoked', 'expired']),
  /** Null: nobody knows any more. */
  invitedBy: z.string().nullable(),
  /** What became of the mail; null: it has not been begun yet. */
  mail: z.enum(['sending', 'sent', 'refused', 'unknown']).nullable(),
  createdAt: IsoDate,
  expiresAt: IsoDate,
})
export type Invitation = z.infer<typeof Invitation>
