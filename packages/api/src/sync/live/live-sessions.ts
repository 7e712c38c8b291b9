import type { SessionId } from '@holdfast/domain'
import { type Authenticated, authenticate } from '../../auth/authenticate.ts'
import type { Services } from '../../context.ts'

/** What live sockets ask about sessions. */
export interface LiveSessions {
  /** @throws AppError of kind `unauthenticated` */
  authenticate(token: string): Promise<Authenticated>
  /** Those of the sessions that are not over. */
  stillLive(ids: readonly SessionId[]): Promise<ReadonlySet<SessionId>>
}

export const liveSessions = (
  services: Pick<Services, 'db' | 'cached' | 'keys' | 'clock'>,
): LiveSessions => ({
  authenticate: (token) => authenticate(services, token),

  async stillLive(ids) {
    const live = await services.db.read((reader) =>
      reader.rows<{ id: SessionId }>({
        name: 'live-sessions',
        text: `SELECT s.id FROM auth.sessions s JOIN users.users u ON u.id = s.user_id
               WHERE s.id = ANY ($1) AND s.revoked_at IS NULL AND s.expires_at > $2
                 AND u.status = 'active'`,
        values: [ids, services.clock()],
      }),
    )
    return new Set(live.map(({ id }) => id))
  },
})
