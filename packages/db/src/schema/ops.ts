import type { ProjectId, RowKey, TaskId, UserId } from '@holdfast/domain'
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
import { currentTime, instant, xid8 } from './columns.ts'

export const opsSchema = pgSchema('ops')

export const migrations = opsSchema.table('migrations', {
  name: text().primaryKey(),
  checksum: text().notNull(),
  appliedAt: instant('applied_at').notNull().default(currentTime),
})

export const dataMigrations = opsSchema.table('data_migrations', {
  name: text().primaryKey(),
  position: text().$type<RowKey>(),
  seen: bigint({ mode: 'number' }).notNull().default(0),
  changed: bigint({ mode: 'number' }).notNull().default(0),
  beganAt: instant('began_at').notNull().default(currentTime),
  movedAt: instant('moved_at').notNull().default(currentTime),
  finishedAt: instant('finished_at'),
})

export const importRuns = opsSchema.table('import_runs', {
  id: uuid().primaryKey().defaultRandom(),
  source: varchar({ length: 50 }).notNull(),
  projectId: uuid('project_id').$type<ProjectId>().notNull(),
  runBy: uuid('run_by').$type<UserId>().notNull(),
  digest: varchar({ length: 255 }).notNull(),
  report: jsonb().notNull(),
  createdAt: instant('created_at').notNull().default(currentTime),
})

export const importItems = opsSchema.table(
  'import_items',
  {
    projectId: uuid('project_id').$type<ProjectId>().notNull(),
    source: text().notNull(),
    kind: text().notNull(),
    sourceId: text('source_id').notNull(),
    payload: jsonb().notNull(),
    taskId: uuid('task_id').$type<TaskId>(),
    runId: uuid('run_id').notNull(),
  },
  (item) => [primaryKey({ columns: [item.projectId, item.source, item.kind, item.sourceId] })],
)

export const feedPositions = opsSchema.table('feed_positions', {
  feed: text().primaryKey(),
  epoch: text().notNull(),
  xid: xid8().notNull(),
  version: bigint({ mode: 'number' }).notNull(),
  newest: bigint({ mode: 'number' }).notNull(),
  movedAt: instant('moved_at').notNull().default(sql`clock_timestamp()`),
})

export const deadLetters = opsSchema.table('dead_letters', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  consumer: text().notNull(),
  event: jsonb().notNull(),
  error: text().notNull(),
  attempts: integer().notNull(),
  since: instant().notNull().default(sql`clock_timestamp()`),
})

export const searchStanding = opsSchema.table('search_standing', {
  one: boolean().primaryKey().default(true),
  behindSince: instant('behind_since'),
  marks: bigint({ mode: 'number' }).notNull().default(0),
})

export const cacheFence = opsSchema.table('cache_fence', {
  singleton: boolean().primaryKey().default(true),
  era: bigint({ mode: 'number' }).notNull().default(0),
  life: text(),
})
