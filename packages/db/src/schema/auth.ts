import type { ClientKind, InvitationId, PasswordResetId, SessionId, UserId } from '@holdfast/domain'
import { boolean, inet, jsonb, pgSchema, text, uuid, varchar } from 'drizzle-orm/pg-core'
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

export const accountRequests = authSchema.table('account_requests', {
  id: uuid().primaryKey().defaultRandom(),
  kind: varchar({ length: 50 }).$type<'registration' | 'password-reset'>().notNull(),
  email: varchar({ length: 255 }).notNull(),
  registration: jsonb(),
  createdAt: instant('created_at').notNull().default(currentTime),
})

export const invitations = authSchema.table('invitations', {
  id: uuid().$type<InvitationId>().primaryKey().defaultRandom(),
  email: varchar({ length: 255 }).notNull(),
  tokenHash: varchar('token_hash', { length: 255 }).notNull(),
  invitedBy: uuid('invited_by').$type<UserId>(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  revokedAt: instant('revoked_at'),
  mail: varchar({ length: 50 }).$type<'sending' | 'sent' | 'refused' | 'unknown'>(),
  createdAt: instant('created_at').notNull().default(currentTime),
})
