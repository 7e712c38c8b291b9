import type { Transaction } from '@holdfast/db'

/** Hours after which what was asked about an address, and nobody has worked off, is dropped. */
export const REQUEST_HOURS = 24
/** Days for which an account waits for its address to be confirmed. */
export const PENDING_DAYS = 7
/** Days for which a mailed link is known after it has run out. */
export const LINK_DAYS = 30
/** Days for which it is known who was in a deleted account. */
export const DELETED_DAYS = 30

const ONE_OF = 'LIMIT $2 FOR UPDATE SKIP LOCKED'

/** @returns how many of each are gone, at most `most` */
export type Prune = (tx: Transaction, before: Date, most: number) => Promise<number>

const deleting =
  (name: string, table: string, condition: string): Prune =>
  async (tx, before, most) => {
    const gone = await tx.rows({
      name,
      text: `DELETE FROM ${table} WHERE id IN (
               SELECT id FROM ${table} WHERE ${condition} ${ONE_OF}
             ) RETURNING 1 AS gone`,
      values: [before, most],
    })
    return gone.length
  }

/** Drops requests that were made before. */
export const pruneRequests = deleting(
  'prune-account-requests',
  'auth.account_requests',
  'created_at < $1',
)

/** Drops accounts that have waited to be confirmed since before; their addresses are free again. */
export const prunePending = deleting(
  'prune-pending-accounts',
  'users.users',
  `status = 'inactive' AND created_at < $1`,
)

/** Forgets links that ran out before. */
export const pruneLinks: Prune = async (tx, before, most) => {
  const tables = ['email_verifications', 'password_resets', 'invitations']
  let gone = 0
  for (const table of tables)
    gone += await deleting(`prune-${table}`, `auth.${table}`, 'expires_at < $1')(tx, before, most)
  return gone
}

/** What is a person's alone and of no use to anybody else. */
const OWNED = [
  'auth.sessions',
  'auth.totp',
  'auth.recovery_codes',
  'auth.passkeys',
  'auth.personal_access_tokens',
  'users.notifications',
  'users.user_preferences',
]

/**
 * Forgets who was in accounts that were deleted before: address, name and all else that is theirs
 * alone. What they wrote with others stays, by nobody's name. So the specification says it.
 */
export const forgetDeleted: Prune = async (tx, before, most) => {
  const forgotten = await tx.rows<{ id: string }>({
    name: 'forget-deleted-accounts',
    text: `UPDATE users.users
           SET email = 'deleted-' || id || '@deleted.local', email_verified = false,
               password_hash = 'deleted'
           WHERE id IN (
             SELECT id FROM users.users
             WHERE status = 'deleted' AND updated_at < $1 AND password_hash <> 'deleted' ${ONE_OF}
           ) RETURNING id`,
    values: [before, most],
  })
  const ids = forgotten.map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx.rows({
    name: 'forget-profiles',
    text: `UPDATE users.user_profiles
           SET first_name = 'Deleted', last_name = 'account', avatar_url = NULL, bio = NULL,
               location = NULL, timezone = 'UTC', language = 'en'
           WHERE user_id = ANY ($1)`,
    values: [ids],
  })
  for (const table of OWNED)
    await tx.rows({
      name: `forget-${table}`,
      text: `DELETE FROM ${table} WHERE user_id = ANY ($1)`,
      values: [ids],
    })
  await tx.rows({
    name: 'forget-addresses-in-audit',
    text: `UPDATE audit.activity_log SET metadata = '{}'
           WHERE entity_type = 'user' AND entity_id = ANY ($1) AND action = 'email-changed'`,
    values: [ids],
  })
  return ids.length
}
