import type { Reader } from '@holdfast/db'
import { displayName, InvitationId, IsoDate } from '@holdfast/domain'
import { z } from 'zod'
import { cutPage, PageInput, pageOf, readCursor, writeCursor } from '../../page.ts'
import { adminProcedure } from '../../trpc.ts'
import { Invitation } from './invitation.ts'

const Position = z.tuple([IsoDate, InvitationId])
type Position = z.infer<typeof Position>

interface Found extends Omit<Invitation, 'invitedBy'> {
  invitedBy: string | null
  firstName: string | null
  lastName: string | null
}

const readPage = (
  reader: Reader,
  after: Position | null,
  limit: number,
  now: Date,
): Promise<Found[]> =>
  reader.rows<Found & Record<string, unknown>>({
    name: 'list-invitations',
    text: `SELECT i.id, i.email, i.mail, i.created_at AS "createdAt", i.expires_at AS "expiresAt",
                  CASE WHEN i.used_at IS NOT NULL THEN 'accepted'
                       WHEN i.revoked_at IS NOT NULL OR NOT u.admin OR u.status <> 'active'
                         THEN 'revoked'
                       WHEN i.expires_at <= $4 THEN 'expired' ELSE 'open' END AS state,
                  u.id AS "invitedBy", p.first_name AS "firstName", p.last_name AS "lastName"
           FROM auth.invitations i
           LEFT JOIN users.users u ON u.id = i.invited_by
           LEFT JOIN users.user_profiles p ON p.user_id = u.id
           WHERE $1::timestamptz IS NULL OR (i.created_at, i.id) < ($1, $2::uuid)
           ORDER BY i.created_at DESC, i.id DESC LIMIT $3`,
    values: [after?.[0] ?? null, after?.[1] ?? null, limit, now],
  })

const toInvitation = ({ invitedBy, firstName, lastName, ...found }: Found): Invitation => ({
  ...found,
  invitedBy: invitedBy && displayName({ firstName: firstName ?? '', lastName: lastName ?? '' }),
})

/** Who was invited, the newest first. What somebody gave who is no admin any more leads nowhere. */
export const listInvitations = adminProcedure
  .input(z.strictObject(PageInput).prefault({}))
  .output(pageOf(Invitation))
  .query(async ({ ctx: { services, caller }, input: { cursor, limit } }) => {
    const { db, keys, clock } = services
    const scope = ['admin.invitations.list', caller.userId]
    const after = readCursor(keys, scope, cursor, Position)
    return db.readSnapshot(async (reader) => {
      const found = await readPage(reader, after, limit + 1, clock())
      const { end } = cutPage(found, limit)
      return {
        items: found.slice(0, limit).map(toInvitation),
        nextCursor: end && writeCursor(keys, scope, end),
      }
    })
  })
