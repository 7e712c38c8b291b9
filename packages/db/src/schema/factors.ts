import type { ChallengeId, PasskeyId, PersonalTokenId, Scope, UserId } from '@holdfast/domain'
import { bigint, integer, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { authSchema } from './auth.ts'
import { currentTime, instant } from './columns.ts'

export const challenges = authSchema.table('challenges', {
  id: uuid().$type<ChallengeId>().primaryKey().defaultRandom(),
  purpose: varchar({ length: 50 })
    .$type<'second-factor' | 'passkey-sign-in' | 'passkey-registration'>()
    .notNull(),
  userId: uuid('user_id').$type<UserId>(),
  challenge: varchar({ length: 255 }),
  wrongTries: integer('wrong_tries').notNull().default(0),
  expiresAt: instant('expires_at').notNull(),
  createdAt: instant('created_at').notNull().default(currentTime),
})

export const totp = authSchema.table('totp', {
  userId: uuid('user_id').$type<UserId>().primaryKey(),
  sealedSecret: varchar('sealed_secret', { length: 255 }).notNull(),
  /** The newest time step whose code was used. */
  lastStep: bigint('last_step', { mode: 'number' }).notNull(),
  createdAt: instant('created_at').notNull().default(currentTime),
})

export const recoveryCodes = authSchema.table(
  'recovery_codes',
  {
    userId: uuid('user_id').$type<UserId>().notNull(),
    codeHash: varchar('code_hash', { length: 255 }).notNull(),
    createdAt: instant('created_at').notNull().default(currentTime),
  },
  ({ userId, codeHash }) => [primaryKey({ columns: [userId, codeHash] })],
)

export const passkeys = authSchema.table('passkeys', {
  id: uuid().$type<PasskeyId>().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  name: varchar({ length: 100 }).notNull(),
  credentialId: text('credential_id').notNull(),
  publicKey: text('public_key').notNull(),
  counter: bigint({ mode: 'number' }).notNull(),
  transports: text().array().notNull().default([]),
  createdAt: instant('created_at').notNull().default(currentTime),
  lastUsedAt: instant('last_used_at'),
})

export const personalAccessTokens = authSchema.table('personal_access_tokens', {
  id: uuid().$type<PersonalTokenId>().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  name: varchar({ length: 100 }).notNull(),
  tokenHash: varchar('token_hash', { length: 255 }).notNull(),
  scopes: text().array().$type<Scope[]>().notNull(),
  expiresAt: instant('expires_at').notNull(),
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
  createdAt: instant('created_at').notNull().default(currentTime),
})
