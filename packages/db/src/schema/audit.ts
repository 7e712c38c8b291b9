import type { Activity, ActivityAction, ActivityEntity, UserId } from '@holdfast/domain'
import { sql } from 'drizzle-orm'
import { bigint, jsonb, pgSchema, uuid, varchar } from 'drizzle-orm/pg-core'
import { currentTime, instant, xid8 } from './columns.ts'

export const auditSchema = pgSchema('audit')

export const activityLog = auditSchema.table('activity_log', {
  id: uuid().primaryKey().defaultRandom(),
  entityType: varchar('entity_type', { length: 50 }).$type<ActivityEntity>().notNull(),
  entityId: uuid('entity_id').notNull(),
  action: varchar({ length: 50 }).$type<ActivityAction>().notNull(),
  actorId: uuid('actor_id').$type<UserId>(),
  metadata: jsonb().$type<Partial<Pick<Activity, 'before' | 'after'>>>().notNull().default({}),
  version: bigint({ mode: 'number' }).notNull().default(sql`nextval('sync.version_seq')`),
  createdAt: instant('created_at').notNull().default(currentTime),
  /** The transaction that entered it. None: it counts as carried by the change feed. */
  xid: xid8().default(sql`pg_current_xact_id()`),
})
