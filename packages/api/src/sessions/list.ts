import { ClientKind, IsoDate, SessionId } from '@holdfast/domain'
import { z } from 'zod'
import { personalProcedure } from '../trpc.ts'
import { deviceName } from './device-name.ts'

const ListedSession = z.strictObject({
  id: SessionId,
  client: ClientKind,
  /** As “Chrome on Windows”. */
  device: z.string(),
  ip: z.string().nullable(),
  createdAt: IsoDate,
  /** To ten minutes, the life of an access token. */
  lastAccessedAt: IsoDate,
  expiresAt: IsoDate,
  current: z.boolean(),
})
type ListedSession = z.infer<typeof ListedSession>

interface Found extends Omit<ListedSession, 'device' | 'current'> {
  userAgent: string | null
}

/** Where the caller is signed in, the session that was used last first. */
export const listSessions = personalProcedure
  .output(z.strictObject({ sessions: z.array(ListedSession) }))
  .query(async ({ ctx: { services, caller } }) => {
    const found = await services.db.read((reader) =>
      reader.rows<Found & Record<string, unknown>>({
        name: 'list-sessions',
        text: `SELECT id, client, host(ip_address) AS ip, user_agent AS "userAgent",
                      created_at AS "createdAt", last_accessed_at AS "lastAccessedAt",
                      expires_at AS "expiresAt"
               FROM auth.sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
               ORDER BY last_accessed_at DESC, id DESC`,
        values: [caller.userId, services.clock()],
      }),
    )
    return {
      sessions: found.map(({ userAgent, ...session }) => ({
        ...session,
        device: deviceName(session.client, userAgent),
        current: session.id === caller.sessionId,
      })),
    }
  })
