import type { Bucket, IsoDate, ProjectId, TaskStatus, UserId } from '@holdfast/domain'
import type { Reader } from '../reader.ts'

/** Whose figures, and what is today for that person. */
export interface FigureScope {
  userId: UserId
  buckets: readonly Bucket[]
  now: IsoDate
  /** Of the person's time zone, `2026-11-22`. */
  today: string
  /** The first day and the first moment of next week, there. */
  nextWeek: { day: string; at: IsoDate }
}

/** Tasks of one place in one status. */
export interface TaskFigures {
  /** null: outside any project. */
  projectId: ProjectId | null
  status: TaskStatus
  /** Assigned to the person, or theirs and to nobody. */
  mine: boolean
  tasks: number
  overdue: number
  dueThisWeek: number
  /** Of those, high or critical. */
  dueThisWeekUrgent: number
}

const projectsIn = (buckets: readonly Bucket[]): string[] =>
  buckets.flatMap((bucket) => (bucket.startsWith('project:') ? bucket.slice(8) : []))

const VISIBLE = `(project_id = ANY($1::uuid[])
  OR project_id IS NULL AND (created_by = $2 OR assigned_to = $2))`

// Cheapest first: most tasks are closed, or due later, or never.
const DATED = `due_date < $6 AND status NOT IN ('completed', 'cancelled')`
const OVERDUE = `${DATED} AND CASE WHEN due_all_day THEN due_date < $4::date ELSE due_date < $3 END`
const DUE = `${DATED} AND CASE WHEN due_all_day
  THEN due_date >= $4::date AND due_date < $5::date ELSE due_date >= $3 END`

const COUNTING = `
  SELECT project_id AS "projectId", status, coalesce(assigned_to, created_by) = $2 AS mine,
    count(*) AS tasks,
    count(*) FILTER (WHERE ${OVERDUE}) AS overdue,
    count(*) FILTER (WHERE ${DUE}) AS "dueThisWeek",
    count(*) FILTER (WHERE ${DUE} AND priority IN ('high', 'critical')) AS "dueThisWeekUrgent"
  FROM tasks.tasks WHERE ${VISIBLE} AND deleted_at IS NULL
  GROUP BY 1, 2, 3`

/** How many tasks there are, by place and status, in what a person sees. The trash is left out. */
export const readTaskFigures = (reader: Reader, scope: FigureScope): Promise<TaskFigures[]> =>
  reader.rows<TaskFigures>({
    name: 'read-task-figures',
    text: COUNTING,
    values: [
      projectsIn(scope.buckets),
      scope.userId,
      scope.now,
      scope.today,
      scope.nextWeek.day,
      scope.nextWeek.at,
    ],
  })

/** What happened in one place in one week, or how many were overdue there at the end of a day. */
export interface PlaceWeek {
  projectId: ProjectId | null
  /** Its Monday. */
  week: string
  created: number
  completed: number
  cancelled: number
}

export interface PlaceDay {
  projectId: ProjectId | null
  day: string
  overdue: number
}

/** A completion of work that had been begun. */
export interface Cycle {
  projectId: ProjectId | null
  at: IsoDate
  seconds: number
}

const PLACE = `CASE WHEN kind = 'project' THEN id END`
const OF_PLACES = `(kind = 'project' AND id = ANY($1::uuid[]) OR kind = 'personal' AND id = $2)`

/** What happened by week of UTC, from the week that begins with `since`. */
export const readWeeks = (
  reader: Reader,
  { buckets, userId }: Pick<FigureScope, 'buckets' | 'userId'>,
  since: string,
): Promise<PlaceWeek[]> =>
  reader.rows<PlaceWeek>({
    name: 'read-weeks',
    text: `
      SELECT ${PLACE} AS "projectId", date_trunc('week', day)::date::text AS week,
        sum(created)::int AS created, sum(completed)::int AS completed, sum(cancelled)::int AS cancelled
      FROM analytics.daily WHERE ${OF_PLACES} AND day >= $3
      GROUP BY 1, 2`,
    values: [projectsIn(buckets), userId, since],
  })

/** By how much the overdue tasks changed by day; what was before `since` is summed up on that day. */
export const readOverdueChanges = (
  reader: Reader,
  { buckets, userId }: Pick<FigureScope, 'buckets' | 'userId'>,
  since: string,
): Promise<PlaceDay[]> =>
  reader.rows<PlaceDay>({
    name: 'read-overdue-changes',
    text: `
      SELECT ${PLACE} AS "projectId", greatest(day, $3)::text AS day, sum(overdue)::int AS overdue
      FROM analytics.daily WHERE ${OF_PLACES} AND overdue <> 0
      GROUP BY 1, 2`,
    values: [projectsIn(buckets), userId, since],
  })

/** The newest completions of work that had been begun, since then. */
export const readCycles = (
  reader: Reader,
  { buckets, userId }: Pick<FigureScope, 'buckets' | 'userId'>,
  since: string,
  limit: number,
): Promise<Cycle[]> =>
  reader.rows<Cycle>({
    name: 'read-cycles',
    text: `
      SELECT project_id AS "projectId", at, cycle_seconds AS seconds FROM (
        (SELECT newest.* FROM unnest($1::uuid[]) AS project CROSS JOIN LATERAL (
           SELECT project_id, at, cycle_seconds FROM analytics.task_events
           WHERE cycle_seconds IS NOT NULL AND project_id = project AND at >= $3
           ORDER BY at DESC LIMIT $4) AS newest)
        UNION ALL
        (SELECT project_id, at, cycle_seconds FROM analytics.task_events
         WHERE cycle_seconds IS NOT NULL AND project_id IS NULL AND created_by = $2 AND at >= $3
         ORDER BY at DESC LIMIT $4)
        UNION ALL
        (SELECT project_id, at, cycle_seconds FROM analytics.task_events
         WHERE cycle_seconds IS NOT NULL AND project_id IS NULL AND assigned_to = $2
           AND created_by <> $2 AND at >= $3
         ORDER BY at DESC LIMIT $4)
      ) AS each ORDER BY at DESC LIMIT $4`,
    values: [projectsIn(buckets), userId, since, limit],
  })
