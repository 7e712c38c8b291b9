import type {
  OrderKey,
  ProjectId,
  ProjectRole,
  ProjectStatus,
  Tag,
  TaskId,
  TaskPriority,
  TaskStatus,
  UserId,
} from '@holdfast/domain'
import { boolean, pgSchema, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { currentTime, instant, version } from './columns.ts'

export const tasksSchema = pgSchema('tasks')

export const projects = tasksSchema.table('projects', {
  id: uuid().$type<ProjectId>().primaryKey().defaultRandom(),
  name: varchar({ length: 255 }).notNull(),
  description: text(),
  status: varchar({ length: 50 }).$type<ProjectStatus>().notNull().default('active'),
  ownerId: uuid('owner_id').$type<UserId>().notNull(),
  createdAt: instant('created_at').notNull().default(currentTime),
  updatedAt: instant('updated_at').notNull().default(currentTime),
  version: version(),
})

export const projectMembers = tasksSchema.table(
  'project_members',
  {
    projectId: uuid('project_id').$type<ProjectId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    role: varchar({ length: 50 }).$type<ProjectRole>().notNull().default('editor'),
    joinedAt: instant('joined_at').notNull().default(currentTime),
    leftAt: instant('left_at'),
    version: version(),
  },
  (member) => [primaryKey({ columns: [member.projectId, member.userId] })],
)

export const tasks = tasksSchema.table('tasks', {
  id: uuid().$type<TaskId>().primaryKey().defaultRandom(),
  title: varchar({ length: 500 }).notNull(),
  description: text(),
  status: varchar({ length: 50 }).$type<TaskStatus>().notNull().default('todo'),
  priority: varchar({ length: 50 }).$type<TaskPriority>().notNull().default('medium'),
  dueDate: instant('due_date'),
  dueAllDay: boolean('due_all_day').notNull().default(false),
  createdBy: uuid('created_by').$type<UserId>().notNull(),
  assignedTo: uuid('assigned_to').$type<UserId>(),
  projectId: uuid('project_id').$type<ProjectId>(),
  tags: text().array().$type<Tag[]>().notNull().default([]),
  orderKey: text('order_key').$type<OrderKey>().notNull(),
  createdAt: instant('created_at').notNull().default(currentTime),
  updatedAt: instant('updated_at').notNull().default(currentTime),
  completedAt: instant('completed_at'),
  deletedAt: instant('deleted_at'),
  version: version(),
})
