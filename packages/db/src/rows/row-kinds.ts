import {
  defaultPreferences,
  displayName,
  memberId,
  type NotificationPreferences,
  type PrivacySettings,
  type ProjectId,
  type ProjectRole,
  type RowByKind,
  type RowKind,
  type Theme,
  type User,
  type UserId,
} from '@holdfast/domain'
import { getTableColumns } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { conflicts } from '../schema/sync.ts'
import { projects, tasks } from '../schema/tasks.ts'
import { users } from '../schema/users.ts'

/** How one kind of synced row is read from its tables. */
export interface KindOfRow<K extends RowKind> {
  /** What is selected; its own table is named `row`. */
  columns: string
  table: string
  /** Where the rest of it is. */
  joins: string
  /** About how many bytes of JSON a row makes; what PostgreSQL knows without reading long texts. */
  bytes: string
  /** The condition that picks rows by the arrays of `parameters`. */
  picks: string
  /** The arrays for rows of these ids. */
  parameters: (ids: readonly string[]) => string[][]
  /** The order of ids. */
  order: string
  read: (row: never) => RowByKind[K]
}

const columnsOf = (table: PgTable, ...leaveOut: string[]): string =>
  Object.entries(getTableColumns(table))
    .filter(([field]) => !leaveOut.includes(field))
    .map(([field, column]) => `row.${column.name} AS "${field}"`)
    .join(', ')

const byId = {
  picks: 'row.id = ANY ($1::uuid[])',
  parameters: (ids: readonly string[]) => [[...ids]],
  order: 'row.id',
}

interface MemberRow {
  projectId: ProjectId
  userId: UserId
  role: ProjectRole
  left: boolean
  version: number
  firstName: string | null
  lastName: string | null
  avatar: string | null
}

interface UserRow extends Omit<User, 'profile' | 'preferences'> {
  firstName: string | null
  lastName: string | null
  avatar: string | null
  bio: string | null
  location: string | null
  timezone: string | null
  language: string | null
  notifications: Partial<NotificationPreferences> | null
  privacy: Partial<PrivacySettings> | null
  theme: Theme | null
}

/** A row without its texts. */
const SMALL = '500'

export const rowKinds: { [K in RowKind]: KindOfRow<K> } = {
  task: {
    ...byId,
    columns: columnsOf(tasks),
    table: 'tasks.tasks',
    joins: '',
    bytes: `${SMALL} + octet_length(row.title) + COALESCE(octet_length(row.description), 0)
            + pg_column_size(row.tags)`,
    read: (task: RowByKind['task']) => task,
  },
  project: {
    ...byId,
    columns: columnsOf(projects),
    table: 'tasks.projects',
    joins: '',
    bytes: `${SMALL} + octet_length(row.name) + COALESCE(octet_length(row.description), 0)`,
    read: (project: RowByKind['project']) => project,
  },
  member: {
    columns: `row.project_id AS "projectId", row.user_id AS "userId", row.role,
              row.left_at IS NOT NULL AS left, row.version,
              profile.first_name AS "firstName", profile.last_name AS "lastName",
              profile.avatar_url AS avatar`,
    table: 'tasks.project_members',
    joins: 'LEFT JOIN users.user_profiles profile ON profile.user_id = row.user_id',
    bytes: SMALL,
    picks: '(row.project_id, row.user_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))',
    parameters: (ids) => [
      ids.map((id) => id.slice(0, id.indexOf(':'))),
      ids.map((id) => id.slice(id.indexOf(':') + 1)),
    ],
    order: 'row.project_id, row.user_id',
    read: ({ firstName, lastName, ...member }: MemberRow) => ({
      ...member,
      id: memberId(member.projectId, member.userId),
      displayName: displayName({ firstName: firstName ?? '', lastName: lastName ?? '' }),
    }),
  },
  user: {
    ...byId,
    columns: `${columnsOf(users, 'passwordHash')},
              profile.first_name AS "firstName", profile.last_name AS "lastName",
              profile.avatar_url AS avatar, profile.bio, profile.location,
              profile.timezone, profile.language,
              preferences.notifications, preferences.privacy, preferences.theme`,
    table: 'users.users',
    joins: `LEFT JOIN users.user_profiles profile ON profile.user_id = row.id
            LEFT JOIN users.user_preferences preferences ON preferences.user_id = row.id`,
    bytes: SMALL,
    read: toUser,
  },
  conflict: {
    ...byId,
    columns: columnsOf(conflicts),
    table: 'sync.conflicts',
    joins: '',
    bytes: `${SMALL} + COALESCE(pg_column_size(row.lost), 0) + COALESCE(pg_column_size(row.kept), 0)`,
    read: (conflict: RowByKind['conflict']) => conflict,
  },
}

/** `SELECT … FROM …` of a kind. */
export const selectFrom = (kind: RowKind): string => {
  const { columns, table, joins } = rowKinds[kind]
  return `SELECT ${columns} FROM ${table} row ${joins}`
}

function toUser(row: UserRow): User {
  const { id, email, emailVerified, status, createdAt, updatedAt, version } = row
  return {
    id,
    email,
    emailVerified,
    status,
    createdAt,
    updatedAt,
    version,
    profile: {
      firstName: row.firstName ?? '',
      lastName: row.lastName ?? '',
      avatar: row.avatar,
      bio: row.bio,
      location: row.location,
      timezone: row.timezone ?? 'UTC',
      language: row.language ?? 'en',
    },
    preferences: {
      notifications: { ...defaultPreferences.notifications, ...row.notifications },
      privacy: { ...defaultPreferences.privacy, ...row.privacy },
      theme: row.theme ?? defaultPreferences.theme,
    },
  }
}
