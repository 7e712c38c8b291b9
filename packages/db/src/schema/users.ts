import type {
  NotificationPreferences,
  PrivacySettings,
  Theme,
  UserId,
  UserStatus,
} from '@holdfast/domain'
import { boolean, jsonb, pgSchema, text, uuid, varchar } from 'drizzle-orm/pg-core'
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
