import type {
  Bucket,
  IsoDate,
  ProjectId,
  Tag,
  TaskPriority,
  TaskStatus,
  UserId,
} from '@holdfast/domain'
import {
  and,
  arrayContains,
  eq,
  gte,
  inArray,
  isNull,
  lt,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { QueryBuilder } from 'drizzle-orm/pg-core'
import { projects, tasks } from './schema/tasks.ts'

/** From `from` up to but not including `to`. */
export interface DateRange {
  from?: IsoDate | undefined
  to?: IsoDate | undefined
}

/** What tasks may be narrowed by. All that is given must hold; null asks for tasks that have none. */
export interface TaskFilters {
  status?: readonly TaskStatus[] | undefined
  priority?: readonly TaskPriority[] | undefined
  /** All of them. */
  tags?: readonly Tag[] | undefined
  createdBy?: UserId | undefined
  assignedTo?: UserId | null | undefined
  projectId?: ProjectId | null | undefined
  dueDate?: DateRange | undefined
  createdAt?: DateRange | undefined
  updatedAt?: DateRange | undefined
}

const idsIn = (kind: 'user' | 'project', buckets: readonly Bucket[]): string[] =>
  buckets.flatMap((bucket) => (bucket.startsWith(`${kind}:`) ? bucket.slice(kind.length + 1) : []))

const anyOf = (column: PgColumn, ids: string[]): SQL =>
  sql`${column} = ANY(${sql.param(ids)}::uuid[])`

const within = (column: PgColumn, range: DateRange | undefined): SQL | undefined =>
  and(range?.from && gte(column, range.from), range?.to && lt(column, range.to))

const sameOrNone = (column: PgColumn, id: string | null | undefined): SQL | undefined => {
  if (id === undefined) return undefined
  return id === null ? isNull(column) : eq(column, id)
}

/** The tasks of some buckets: `sync.buckets_of_task` said so that indexes can answer it. */
export const inBuckets = (buckets: readonly Bucket[]): SQL | undefined => {
  const people = idsIn('user', buckets)
  return or(
    anyOf(tasks.projectId, idsIn('project', buckets)),
    and(
      isNull(tasks.projectId),
      or(anyOf(tasks.createdBy, people), anyOf(tasks.assignedTo, people)),
    ),
  )
}

/** Neither in the trash nor in a deleted project. */
export const isLive = (): SQL | undefined =>
  and(
    isNull(tasks.deletedAt),
    notExists(
      new QueryBuilder()
        .select({ id: projects.id })
        .from(projects)
        .where(and(eq(projects.id, tasks.projectId), eq(projects.status, 'deleted'))),
    ),
  )

export const matching = (filters: TaskFilters): SQL | undefined =>
  and(
    filters.status && inArray(tasks.status, [...filters.status]),
    filters.priority && inArray(tasks.priority, [...filters.priority]),
    filters.tags && arrayContains(tasks.tags, [...filters.tags]),
    sameOrNone(tasks.createdBy, filters.createdBy),
    sameOrNone(tasks.assignedTo, filters.assignedTo),
    sameOrNone(tasks.projectId, filters.projectId),
    within(tasks.dueDate, filters.dueDate),
    within(tasks.createdAt, filters.createdAt),
    within(tasks.updatedAt, filters.updatedAt),
  )
