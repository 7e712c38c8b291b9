import type { Reader } from '@holdfast/db'
import { ClientKind, IsoDate, SessionId, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { Caller, Services } from '../context.ts'
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
  /** It is the one that asks. */
  current: z.boolean(),
})
type ListedSession = z.infer<typeof ListedSession>

export const ListedSessions = z.strictObject({ sessions: z.array(ListedSession) })
type ListedSessions = z.infer<typeof ListedSessions>

interface Found extends Omit<ListedSession, 'device' | 'current'> {
  userAgent: string | null
}

const readOpen = (reader: Reader, userId: UserId, now: Date): Promise<Found[]> =>
  reader.rows<Found & Record<string, unknown>>({
    name: 'list-sessions',
    text: `SELECT id, client, host(ip_address) AS ip, user_agent AS "userAgent",
                  created_at AS "createdAt", last_accessed_at AS "lastAccessedAt",
                  expires_at AS "expiresAt"
           FROM auth.sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
           ORDER BY last_accessed_at DESC, id DESC`,
    values: [userId, now],
  })

/** Where a person is signed in, the session that was used last first. */
export const sessionsOf = async (
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  userId: UserId,
  asking: Pick<Caller, 'sessionId'>,
): Promise<ListedSessions> => {
  const found = await db.read((reader) => readOpen(reader, userId, clock()))
  return {
    sessions: found.map(({ userAgent, ...session }) => ({
      ...session,
      device: deviceName(session.client, userAgent),
      current: session.id === asking.sessionId,
    })),
  }
}

/** Where the caller is signed in. */
export const listSessions = personalProcedure
  .output(ListedSessions)
  .query(({ ctx: { services, caller } }) => sessionsOf(services, caller.userId, caller))
