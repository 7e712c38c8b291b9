import {
  type FigureScope,
  type PlaceDay,
  type PlaceWeek,
  type Reader,
  readCycles,
  readOverdueChanges,
  readTaskFigures,
  readWeeks,
  schema,
  type TaskFigures,
} from '@holdfast/db'
import type { Project, ProjectId } from '@holdfast/domain'
import { and, asc, inArray, ne } from 'drizzle-orm'
import type { AnalyticsDatabases } from '../analytics/record-tasks.ts'
import {
  nothingByStatus,
  type PlaceStatistics,
  type Statistics,
  type TaskCounts,
} from './statistics.ts'

const WEEKS = 26
const DAYS = 30
const PACE_WEEKS = 4
const MOST_CYCLES = 1000
const DAY_MS = 24 * 60 * 60 * 1000

const { projects } = schema

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Days of UTC, `every` days apart, the last of them `last`. */
const daysUpTo = (last: number, count: number, every = 1): string[] =>
  Array.from({ length: count }, (_, place) => dayOf(last - (count - 1 - place) * every * DAY_MS))

const mondayOf = (time: number): number => time - ((new Date(time).getUTCDay() + 6) % 7) * DAY_MS

type ProjectOutline = Pick<Project, 'id' | 'name' | 'status'>

/** Of the projects that lie in these buckets, those that are not deleted, by name. */
const projectsOf = (reader: Reader, { buckets }: FigureScope): Promise<ProjectOutline[]> => {
  const ids = buckets.flatMap((bucket) =>
    bucket.startsWith('project:') ? [bucket.slice(8) as ProjectId] : [],
  )
  return reader.db
    .select({ id: projects.id, name: projects.name, status: projects.status })
    .from(projects)
    .where(and(inArray(projects.id, ids), ne(projects.status, 'deleted')))
    .orderBy(asc(projects.name), asc(projects.id))
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

const countsOf = (figures: readonly TaskFigures[]): TaskCounts => {
  const tasks = nothingByStatus()
  for (const figure of figures) tasks[figure.status] += figure.tasks
  return {
    tasks,
    overdue: sumOf(figures.map(({ overdue }) => overdue)),
    dueThisWeek: sumOf(figures.map(({ dueThisWeek }) => dueThisWeek)),
    dueThisWeekUrgent: sumOf(figures.map(({ dueThisWeekUrgent }) => dueThisWeekUrgent)),
  }
}

/** How many were overdue at the end of each day; the last day is told by what is overdue now. */
const overdueByDay = (changes: readonly PlaceDay[], days: readonly string[], now: number) => {
  let level = 0
  const levels = days.map((day) => {
    level += sumOf(changes.filter((change) => change.day === day).map(({ overdue }) => overdue))
    return level
  })
  return [...levels.slice(0, -1), now]
}

const weeksLeft = (open: number, completed: readonly number[]): number | null => {
  const pace = sumOf(completed.slice(-1 - PACE_WEEKS, -1)) / PACE_WEEKS
  if (open === 0) return 0
  return pace === 0 ? null : Math.ceil(open / pace)
}

interface Read {
  figures: readonly TaskFigures[]
  weekly: readonly PlaceWeek[]
  changes: readonly PlaceDay[]
  weeks: readonly string[]
  days: readonly string[]
}

const placeOf = (project: ProjectOutline | null, read: Read): PlaceStatistics => {
  const projectId = project?.id ?? null
  const isHere = (row: { projectId: ProjectId | null }) => row.projectId === projectId
  const counts = countsOf(read.figures.filter(isHere))
  const byWeek = new Map(read.weekly.filter(isHere).map((row) => [row.week, row]))
  const each = (measure: 'created' | 'completed' | 'cancelled') =>
    read.weeks.map((week) => byWeek.get(week)?.[measure] ?? 0)
  const completed = each('completed')
  const { todo, in_progress, in_review } = counts.tasks
  return {
    projectId,
    name: project?.name ?? null,
    status: project?.status ?? null,
    ...counts,
    created: each('created'),
    completed,
    cancelled: each('cancelled'),
    overdueByDay: overdueByDay(read.changes.filter(isHere), read.days, counts.overdue),
    weeksLeft: weeksLeft(todo + in_progress + in_review, completed),
  }
}

/** Works out the statistics of a person: from the record what is, from the analytics what happened. */
export const readStatistics = async (
  { db, analytics }: AnalyticsDatabases,
  scope: FigureScope,
): Promise<Statistics> => {
  const today = Date.parse(scope.now.slice(0, 10))
  const weeks = daysUpTo(mondayOf(today), WEEKS, 7)
  const days = daysUpTo(today, DAYS)
  const [sinceWeek = '', sinceDay = ''] = [weeks[0], days[0]]
  const [[outlines, figures], [weekly, changes, cycles]] = await Promise.all([
    db.read((reader) => Promise.all([projectsOf(reader, scope), readTaskFigures(reader, scope)])),
    analytics.read((reader) =>
      Promise.all([
        readWeeks(reader, scope, sinceWeek),
        readOverdueChanges(reader, scope, sinceDay),
        readCycles(reader, scope, sinceWeek, MOST_CYCLES),
      ]),
    ),
  ])
  const read = { figures, weekly, changes, weeks, days }
  const shown = new Set<ProjectId | null>([null, ...outlines.map(({ id }) => id)])
  return {
    at: scope.now,
    today: scope.today,
    weeks,
    days,
    places: [null, ...outlines].map((project) => placeOf(project, read)),
    cycles: cycles.filter(({ projectId }) => shown.has(projectId)),
    mine: countsOf(figures.filter(({ mine, projectId }) => mine && shown.has(projectId))),
  }
}
