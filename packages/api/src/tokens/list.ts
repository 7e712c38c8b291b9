import { z } from 'zod'
import { personalProcedure } from '../trpc.ts'
import { PersonalToken } from './personal-token.ts'

/** The caller's tokens that are in force, the newest first. */
export const listTokens = personalProcedure
  .output(z.strictObject({ tokens: z.array(PersonalToken) }))
  .query(async ({ ctx: { services, caller } }) => ({
    tokens: await services.db.read((reader) =>
      reader.rows<PersonalToken>({
        name: 'list-tokens',
        text: `SELECT id, name, scopes, created_at AS "createdAt", expires_at AS "expiresAt",
                      last_used_at AS "lastUsedAt"
               FROM auth.personal_access_tokens
               WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
               ORDER BY created_at DESC, id DESC`,
        values: [caller.userId, services.clock()],
      }),
    ),
  }))
