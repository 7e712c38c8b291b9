import type { Database, Transaction } from '@holdfast/db'
import type { Row, UserId } from '@holdfast/domain'

/** The one session that a person has in a simulation. */
export const sessionOf = (userId: UserId): string => userId.replace('-8000-', '-b000-')

/** Puts there what no device could. The database draws no chance of its own from then on. */
export const seedRecord = (db: Database, rows: readonly Row[]): Promise<void> =>
  db.transact(async (tx) => {
    await tx.rows({ text: ID_OF_CONFLICT })
    for (const row of rows) await insert(tx, row)
  })

const ID_OF_CONFLICT = `
  ALTER TABLE sync.conflicts ALTER COLUMN id SET DEFAULT
    ('00000000-0000-7000-8c00-' || lpad(to_hex(nextval('sync.version_seq')), 12, '0'))::uuid`

const insert = async (tx: Transaction, { kind, row }: Row): Promise<void> => {
  const put = (text: string, ...values: unknown[]) => tx.rows({ text, values })
  switch (kind) {
    case 'user':
      await put(
        `INSERT INTO users.users (id, email, password_hash, created_at, updated_at)
         VALUES ($1, $2, 'none', $3, $3)`,
        row.id,
        row.email,
        row.createdAt,
      )
      await put(
        `INSERT INTO users.user_profiles (user_id, first_name, last_name) VALUES ($1, $2, '')`,
        row.id,
        row.profile.firstName,
      )
      await put('INSERT INTO users.user_preferences (user_id) VALUES ($1)', row.id)
      await put(
        `INSERT INTO auth.sessions (id, user_id, token_hash, refresh_token_hash, expires_at)
         VALUES ($1, $2, $3, $3, '2036-01-01')`,
        sessionOf(row.id),
        row.id,
        `of ${row.id}`,
      )
      break
    case 'project':
      await put(
        `INSERT INTO tasks.projects (id, name, owner_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $4)`,
        row.id,
        row.name,
        row.ownerId,
        row.createdAt,
      )
      break
    case 'member':
      await put(
        'INSERT INTO tasks.project_members (project_id, user_id, role) VALUES ($1, $2, $3)',
        row.projectId,
        row.userId,
        row.role,
      )
      break
    default:
      throw new Error(`a record is not seeded with a ${kind}`)
  }
}
