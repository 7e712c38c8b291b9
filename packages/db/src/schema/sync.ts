import type {
  Bucket,
  ClientId,
  Conflict,
  ConflictField,
  ConflictId,
  ConflictKind,
  ProjectId,
  RowKind,
  SessionId,
  TaskId,
  UserId,
} from '@holdfast/domain'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { currentTime, instant, version, xid8 } from './columns.ts'

export const syncSchema = pgSchema('sync')

const clockTime = sql`clock_timestamp()`
const currentXid = sql`pg_current_xact_id()`

/** `grant`: the set of buckets of the person `<projectId>:<userId>` ends with has changed. */
export const changeLog = syncSchema.table(
  'change_log',
  {
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    xid: xid8().notNull().default(currentXid),
    entity: text().$type<RowKind | 'grant'>().notNull(),
    id: text().notNull(),
    version: bigint({ mode: 'number' }).notNull(),
    buckets: text().array().$type<Bucket[]>().notNull(),
    leftBuckets: text('left_buckets').array().$type<Bucket[]>().notNull().default([]),
  },
  (change) => [primaryKey({ columns: [change.xid, change.seq] })],
)

export const buckets = syncSchema.table('buckets', {
  id: text().$type<Bucket>().primaryKey(),
  n: bigint({ mode: 'number' }).notNull(),
})

export const commits = syncSchema.table(
  'commits',
  {
    bucket: text().$type<Bucket>().notNull(),
    n: bigint({ mode: 'number' }).notNull(),
    xid: xid8().notNull(),
    at: instant().notNull().default(clockTime),
    changes: integer().notNull(),
  },
  (commit) => [primaryKey({ columns: [commit.bucket, commit.n] })],
)

export const snapshots = syncSchema.table(
  'snapshots',
  {
    bucket: text().$type<Bucket>().notNull(),
    n: bigint({ mode: 'number' }).notNull(),
    build: uuid().notNull(),
    epoch: text().notNull(),
    pageVersion: integer('page_version').notNull(),
    rows: bigint({ mode: 'number' }).notNull(),
    pages: jsonb().notNull(),
    builtAt: instant('built_at').notNull().default(clockTime),
    supersededAt: instant('superseded_at'),
  },
  (snapshot) => [primaryKey({ columns: [snapshot.bucket, snapshot.n] })],
)

export const horizons = syncSchema.table('horizons', {
  bucket: text().$type<Bucket>().primaryKey(),
  n: bigint({ mode: 'number' }).notNull(),
})

export const transactions = syncSchema.table('transactions', {
  xid: xid8().primaryKey(),
})

export const clients = syncSchema.table('clients', {
  id: uuid().$type<ClientId>().primaryKey(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  sessionId: uuid('session_id').$type<SessionId>(),
  lastMutationId: bigint('last_mutation_id', { mode: 'number' }).notNull().default(0),
  createdAt: instant('created_at').notNull().default(currentTime),
  lastSeenAt: instant('last_seen_at').notNull().default(currentTime),
})

export const mutations = syncSchema.table(
  'mutations',
  {
    clientId: uuid('client_id').$type<ClientId>().notNull(),
    id: bigint({ mode: 'number' }).notNull(),
    name: text().notNull(),
    digest: text().notNull(),
    result: jsonb().notNull(),
    at: instant().notNull().default(clockTime),
    userId: uuid('user_id').$type<UserId>(),
    /** Of what this id applied; null for all else. */
    draftId: uuid('draft_id'),
  },
  (mutation) => [primaryKey({ columns: [mutation.clientId, mutation.id] })],
)

export const conflicts = syncSchema.table('conflicts', {
  id: uuid().$type<ConflictId>().primaryKey().defaultRandom(),
  userId: uuid('user_id').$type<UserId>().notNull(),
  taskId: uuid('task_id').$type<TaskId>(),
  projectId: uuid('project_id').$type<ProjectId>(),
  field: varchar({ length: 50 }).$type<ConflictField>().notNull(),
  kind: varchar({ length: 50 }).$type<ConflictKind>().notNull(),
  base: jsonb().$type<Conflict['base']>(),
  lost: jsonb().$type<Conflict['lost']>(),
  kept: jsonb().$type<Conflict['kept']>(),
  by: uuid('by_id').$type<UserId>(),
  at: instant().notNull().default(currentTime),
  dismissedAt: instant('dismissed_at'),
  version: version(),
})

export const epoch = syncSchema.table('epoch', {
  singleton: boolean().primaryKey().default(true),
  life: text().notNull().default(sql`left((gen_random_uuid())::text, 8)`),
  restores: bigint({ mode: 'number' }).notNull().default(0),
})
