import type { ActivityAction, ProjectId, TaskId, UserId } from '@holdfast/domain'
import {
  bigint,
  date,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import type { Count, CountedKind } from '../analytics/fact.ts'
import { instant } from './columns.ts'

export const analyticsSchema = pgSchema('analytics')

export const taskEvents = analyticsSchema.table('task_events', {
  eventId: uuid('event_id').primaryKey(),
  taskId: uuid('task_id').$type<TaskId>().notNull(),
  version: bigint({ mode: 'number' }).notNull(),
  action: varchar({ length: 50 }).$type<ActivityAction>().notNull(),
  actorId: uuid('actor_id').$type<UserId>(),
  projectId: uuid('project_id').$type<ProjectId>(),
  createdBy: uuid('created_by').$type<UserId>(),
  assignedTo: uuid('assigned_to').$type<UserId>(),
  at: instant().notNull(),
  cycleSeconds: bigint('cycle_seconds', { mode: 'number' }),
  counts: jsonb().$type<Count[]>().notNull().default([]),
})

const count = (name?: string) => (name ? integer(name) : integer()).notNull().default(0)

export const daily = analyticsSchema.table(
  'daily',
  {
    kind: varchar({ length: 50 }).$type<CountedKind>().notNull(),
    id: uuid().notNull(),
    day: date().notNull(),
    created: count(),
    completed: count(),
    cancelled: count(),
    reopened: count(),
    cycles: count(),
    cycleSeconds: bigint('cycle_seconds', { mode: 'number' }).notNull().default(0),
    overdue: count(),
  },
  (daily) => [primaryKey({ columns: [daily.kind, daily.id, daily.day] })],
)
