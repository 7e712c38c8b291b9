import type { PersonalTokenId, SessionId } from '@holdfast/domain'
import { type Authenticated, authenticate } from '../../auth/authenticate.ts'
import type { Services } from '../../context.ts'

/** What live sockets ask about sessions. */
export interface LiveSessions {
  /** @throws AppError of kind `unauthenticated`; `forbidden` for a token that may not read */
  authenticate(token: string): Promise<Authenticated>
  /** Those of the sessions and personal access tokens that are not over. */
  stillLive(ids: readonly HeldBy[]): Promise<ReadonlySet<HeldBy>>
}

/** What keeps a socket open: it lives no longer than this. */
export type HeldBy = SessionId | PersonalTokenId

export const liveSessions = (
  services: Pick<Services, 'db' | 'cached' | 'keys' | 'clock' | 'log'>,
): LiveSessions => ({
  authenticate: (token) => authenticate(services, token, 'read'),

  async stillLive(ids) {
    const live = await services.db.read((reader) =>
      reader.rows<{ id: HeldBy }>({
        name: 'live-sessions',
        text: `SELECT s.id FROM auth.sessions s JOIN users.users u ON u.id = s.user_id
               WHERE s.id = ANY ($1) AND s.revoked_at IS NULL AND s.expires_at > $2
                 AND u.status = 'active'
               UNION ALL
               SELECT t.id FROM auth.personal_access_tokens t JOIN users.users u ON u.id = t.user_id
               WHERE t.id = ANY ($1) AND t.revoked_at IS NULL AND t.expires_at > $2
                 AND u.status = 'active'`,
        values: [ids, services.clock()],
      }),
    )
    return new Set(live.map(({ id }) => id))
  },
})
