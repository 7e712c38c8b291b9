import type { Database } from '@holdfast/db'
import type { PersonalTokenId } from '@holdfast/domain'
import { LRUCache } from 'lru-cache'
import type { Services } from '../context.ts'

/** How exactly the last use of a token is known, in ms. */
const KNOWN_WITHIN = 60_000

const MOST_KNOWN = 5000
const noted = new WeakMap<Database, LRUCache<PersonalTokenId, number>>()

/**
 * Keeps when a token was last used, at most once a minute: a tool may ask a hundred times a second.
 * Nobody waits for it, and a request is not refused because it could not be kept.
 */
export const noteUse = (
  { db, log }: Pick<Services, 'db' | 'log'>,
  id: PersonalTokenId,
  now: Date,
): void => {
  const known = noted.get(db) ?? new LRUCache<PersonalTokenId, number>({ max: MOST_KNOWN })
  noted.set(db, known)
  const last = known.get(id)
  if (last !== undefined && now.getTime() - last < KNOWN_WITHIN) return
  known.set(id, now.getTime())
  db.transact((tx) =>
    tx.rows({
      name: 'note-token-use',
      text: `UPDATE auth.personal_access_tokens SET last_used_at = $2
             WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)`,
      values: [id, now],
    }),
  ).catch((error: unknown) => log.warn({ err: error }, 'the use of a token could not be noted'))
}
