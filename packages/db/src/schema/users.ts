import type {
  NotificationPreferences,
  PrivacySettings,
  ProjectId,
  TaskId,
  Theme,
  UserId,
  UserStatus,
} from '@holdfast/domain'
import { boolean, jsonb, pgSchema, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { currentTime, instant, version } from './columns.ts'

export const usersSchema = pgSchema('users')

export const users = usersSchema.table('users', {
  id: uuid().$type<UserId>().primaryKey().defaultRandom(),
  email: varchar({ length: 255 }).notNull(),
  emailVerified: boolean('email_verified').notNull().default(false),
  passwordHash: varchar('password_hash', { length: 255 }).notNull(),
  status: varchar({ length: 50 }).$type<UserStatus>().notNull().default('active'),
  createdAt: instant('created_at').notNull().default(currentTime),
  updatedAt: instant('updated_at').notNull().default(currentTime),
  version: version(),
  admin: boolean().notNull().default(false),
})

export const userProfiles = usersSchema.table('user_profiles', {
  userId: uuid('user_id').$type<UserId>().primaryKey(),
  firstName: varchar('first_name', { length: 100 }),
  lastName: varchar('last_name', { length: 100 }),
  avatarUrl: text('avatar_url'),
  bio: text(),
  location: varchar({ length: 255 }),
  timezone: varchar({ length: 50 }).notNull().default('UTC'),
  language: varchar({ length: 10 }).notNull().default('en'),
  createdAt: instant('created_at').notNull().default(currentTime),
  updatedAt: instant('updated_at').notNull().default(currentTime),
})

export const userPreferences = usersSchema.table('user_preferences', {
  userId: uuid('user_id').$type<UserId>().primaryKey(),
  notifications: jsonb().$type<Partial<NotificationPreferences>>().notNull().default({}),
  privacy: jsonb().$type<Partial<PrivacySettings>>().notNull().default({}),
  theme: varchar({ length: 50 }).$type<Theme>().notNull().default('system'),
  createdAt: instant('created_at').notNull().default(currentTime),
  updatedAt: instant('updated_at').notNull().default(currentTime),
})

export const notifications = usersSchema.table('notifications', {
  id: uuid().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  eventId: uuid('event_id').notNull(),
  kind: varchar({ length: 50 })
    .$type<'task-assigned' | 'task-completed' | 'project-member-added'>()
    .notNull(),
  taskId: uuid('task_id').$type<TaskId>(),
  projectId: uuid('project_id').$type<ProjectId>(),
  actorId: uuid('actor_id').$type<UserId>(),
  createdAt: instant('created_at').notNull().default(currentTime),
  readAt: instant('read_at'),
})

export const mails = usersSchema.table(
  'mails',
  {
    eventId: uuid('event_id').notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    state: varchar({ length: 50 })
      .$type<'sending' | 'sent' | 'refused' | 'unknown'>()
      .notNull()
      .default('sending'),
    createdAt: instant('created_at').notNull().default(currentTime),
  },
  ({ eventId, userId }) => [primaryKey({ columns: [eventId, userId] })],
)
