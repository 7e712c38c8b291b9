import type { Reader } from '@holdfast/db'
import { displayName, IsoDate, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import { cutPage, PageInput, pageOf, readCursor, writeCursor } from '../page.ts'
import { authedProcedure } from '../trpc.ts'
import { Notification, NotificationId } from './notification.ts'
import { VISIBLE, valuesOf } from './visible.ts'

const Position = z.tuple([IsoDate, NotificationId])
type Position = z.infer<typeof Position>

interface Found extends Omit<Notification, 'byName'> {
  firstName: string | null
  lastName: string | null
}

const readPage = async (
  reader: Reader,
  caller: UserId,
  after: Position | null,
  limit: number,
): Promise<Found[]> =>
  reader.rows<Found>({
    name: 'list-notifications',
    text: `SELECT found.*, profile.first_name AS "firstName", profile.last_name AS "lastName"
           FROM (SELECT n.id, n.kind, n.task_id AS "taskId", n.project_id AS "projectId",
                        COALESCE(t.title, p.name) AS title, n.actor_id AS by,
                        n.created_at AS "createdAt", n.read_at AS "readAt"
                 FROM ${VISIBLE}
                   AND ($3::timestamptz IS NULL OR (n.created_at, n.id) < ($3, $4::uuid))
                 ORDER BY n.created_at DESC, n.id DESC LIMIT $5) found
           LEFT JOIN users.user_profiles profile ON profile.user_id = found.by
           ORDER BY "createdAt" DESC, id DESC`,
    values: [...(await valuesOf(reader, caller)), after?.[0] ?? null, after?.[1] ?? null, limit],
  })

const toNotification = ({ firstName, lastName, ...found }: Found): Notification => ({
  ...found,
  byName: displayName({ firstName: firstName ?? '', lastName: lastName ?? '' }) || 'Somebody',
})

/** The caller's inbox, the newest first. What they can see no more is left out. */
export const listNotifications = authedProcedure
  .input(z.strictObject(PageInput).prefault({}))
  .output(pageOf(Notification))
  .query(async ({ ctx: { services, caller }, input: { cursor, limit } }) => {
    const { db, keys } = services
    const scope = ['notifications.list', caller.userId]
    const after = readCursor(keys, scope, cursor, Position)
    return db.readSnapshot(async (reader) => {
      const found = await readPage(reader, caller.userId, after, limit + 1)
      const { end } = cutPage(found, limit)
      return {
        items: found.slice(0, limit).map(toNotification),
        nextCursor: end && writeCursor(keys, scope, end),
      }
    })
  })
