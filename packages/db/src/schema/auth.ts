import type { ClientKind, PasswordResetId, SessionId, UserId } from '@holdfast/domain'
import { boolean, inet, pgSchema, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { currentTime, instant } from './columns.ts'

export const authSchema = pgSchema('auth')

export const sessions = authSchema.table('sessions', {
  id: uuid().$type<SessionId>().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  tokenHash: varchar('token_hash', { length: 255 }).notNull(),
  refreshTokenHash: varchar('refresh_token_hash', { length: 255 }).notNull(),
  previousRefreshTokenHash: varchar('previous_refresh_token_hash', { length: 255 }),
  rotatedAt: instant('rotated_at'),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
  client: varchar({ length: 50 }).$type<ClientKind>().notNull().default('web'),
  ipAddress: inet('ip_address'),
  userAgent: text('user_agent'),
  createdAt: instant('created_at').notNull().default(currentTime),
  lastAccessedAt: instant('last_accessed_at').notNull().default(currentTime),
})

export const passwordResets = authSchema.table('password_resets', {
  id: uuid().$type<PasswordResetId>().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  tokenHash: varchar('token_hash', { length: 255 }).notNull(),
  expiresAt: instant('expires_at').notNull(),
  used: boolean().notNull().default(false),
  createdAt: instant('created_at').notNull().default(currentTime),
})

export const emailVerifications = authSchema.table('email_verifications', {
  id: uuid().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  email: varchar({ length: 255 }).notNull(),
  tokenHash: varchar('token_hash', { length: 255 }).notNull(),
  expiresAt: instant('expires_at').notNull(),
  used: boolean().notNull().default(false),
  createdAt: instant('created_at').notNull().default(currentTime),
})
