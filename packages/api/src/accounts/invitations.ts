import type { Reader, StoreTx, Transaction } from '@holdfast/db'
import { displayName, type Email, type InvitationId, isoDate, type UserId } from '@holdfast/domain'
import { sha256 } from '../auth/auth-keys.ts'
import { linkUsedUp } from './links.ts'

/** An invitation whose link was followed. */
export interface Invitation {
  id: InvitationId
  email: Email
  /** Who gave it, by name. */
  invitedBy: string
}

/** Of an invitation `i`: not used, not taken back, not run out, and who gave it may still invite. */
const OPEN = `i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
  AND EXISTS (SELECT FROM users.users u WHERE u.id = i.invited_by AND u.admin AND u.status = 'active')`

interface Found extends Omit<Invitation, 'invitedBy'>, Record<string, unknown> {
  firstName: string | null
  lastName: string | null
}

const find = async (
  reader: Reader,
  by: 'token_hash' | 'id',
  value: string,
  now: Date,
): Promise<Invitation | null> => {
  const [found] = await reader.rows<Found>({
    name: `invitation-by-${by}`,
    text: `SELECT i.id, i.email, p.first_name AS "firstName", p.last_name AS "lastName"
           FROM auth.invitations i LEFT JOIN users.user_profiles p ON p.user_id = i.invited_by
           WHERE i.${by} = $1 AND ${OPEN}`,
    values: [value, now],
  })
  if (!found) return null
  const { id, email, firstName, lastName } = found
  const invitedBy = displayName({ firstName: firstName ?? '', lastName: lastName ?? '' })
  return { id, email, invitedBy }
}

/** The invitation that a mailed link is for. @throws AppError `link-used-up` */
export const findInvitation = async (
  reader: Reader,
  token: string,
  now: Date,
): Promise<Invitation> => {
  const found = await find(reader, 'token_hash', sha256(token), now)
  if (!found) throw linkUsedUp()
  return found
}

/** An invitation that can still be used, else null. */
export const readInvitation = (
  reader: Reader,
  id: InvitationId,
  now: Date,
): Promise<Invitation | null> => find(reader, 'id', id, now)

/** Uses an invitation up; of two who try at once one does. @throws AppError `link-used-up` */
export const acceptInvitation = async (
  store: StoreTx,
  tx: Transaction,
  { id, userId }: { id: InvitationId; userId: UserId },
  now: Date,
): Promise<void> => {
  const used = await tx.rows({
    name: 'accept-invitation',
    text: `UPDATE auth.invitations i SET used_at = $2 WHERE i.id = $1 AND ${OPEN} RETURNING 1 AS used`,
    values: [id, now],
  })
  if (used.length === 0) throw linkUsedUp()
  const accepted = { entity: 'invitation', entityId: id, action: 'accepted' } as const
  await store.audit(userId, [{ ...accepted, before: {}, after: {} }], isoDate(now))
}
