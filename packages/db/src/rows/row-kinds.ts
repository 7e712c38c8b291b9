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
import { projects, tasks } from '../schema/tasks.ts'
import { users } from '../schema/users.ts'

/** How one kind of synced row is read from its tables. */
export interface KindOfRow<K extends RowKind> {
  /** `SELECT … FROM …`; its own table is named `row`. */
  select: string
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

export const rowKinds: { [K in RowKind]: KindOfRow<K> } = {
  task: {
    ...byId,
    select: `SELECT ${columnsOf(tasks)} FROM tasks.tasks row`,
    read: (task: RowByKind['task']) => task,
  },
  project: {
    ...byId,
    select: `SELECT ${columnsOf(projects)} FROM tasks.projects row`,
    read: (project: RowByKind['project']) => project,
  },
  member: {
    select: `SELECT row.project_id AS "projectId", row.user_id AS "userId", row.role,
                    row.left_at IS NOT NULL AS left, row.version,
                    profile.first_name AS "firstName", profile.last_name AS "lastName",
                    profile.avatar_url AS avatar
             FROM tasks.project_members row
             LEFT JOIN users.user_profiles profile ON profile.user_id = row.user_id`,
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
    select: `SELECT ${columnsOf(users, 'passwordHash')},
                    profile.first_name AS "firstName", profile.last_name AS "lastName",
                    profile.avatar_url AS avatar, profile.bio, profile.location,
                    profile.timezone, profile.language,
                    preferences.notifications, preferences.privacy, preferences.theme
             FROM users.users row
             LEFT JOIN users.user_profiles profile ON profile.user_id = row.id
             LEFT JOIN users.user_preferences preferences ON preferences.user_id = row.id`,
    read: toUser,
  },
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
