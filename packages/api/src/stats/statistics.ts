import { IsoDate, ProjectId, ProjectStatus, TaskStatus } from '@holdfast/domain'
import { z } from 'zod'

const Whole = z.int().nonnegative()
const Day = z.iso.date()

/** How many tasks are in each status; the trash is left out. */
const ByStatus = z.strictObject(
  Object.fromEntries(TaskStatus.options.map((status) => [status, Whole])) as Record<
    TaskStatus,
    typeof Whole
  >,
)
type ByStatus = z.infer<typeof ByStatus>

export const nothingByStatus = (): ByStatus => ({
  todo: 0,
  in_progress: 0,
  in_review: 0,
  completed: 0,
  cancelled: 0,
})

/** Of open tasks: those past their date, and those whose date is still to come in this week. */
const Dates = z.strictObject({
  overdue: Whole,
  dueThisWeek: Whole,
  /** Of those due this week, the ones of high or critical priority. */
  dueThisWeekUrgent: Whole,
})

/** Tasks that a person is to do: assigned to them, or theirs and to nobody. */
export const TaskCounts = z.strictObject({ tasks: ByStatus, ...Dates.shape })
export type TaskCounts = z.infer<typeof TaskCounts>

/** A project, or what a person has outside of any. */
export const PlaceStatistics = z.strictObject({
  /** null: outside any project. */
  projectId: ProjectId.nullable(),
  name: z.string().nullable(),
  status: ProjectStatus.nullable(),
  tasks: ByStatus,
  ...Dates.shape,
  /** By week, as `weeks` names them. */
  created: z.array(Whole),
  completed: z.array(Whole),
  cancelled: z.array(Whole),
  /** At the end of each of `days`; on the last, now. */
  overdueByDay: z.array(z.int()),
  /** Until all is closed, at the pace of the last four whole weeks; null where nothing was completed. */
  weeksLeft: Whole.nullable(),
})
export type PlaceStatistics = z.infer<typeof PlaceStatistics>

/** All that a person is told of their work in numbers. */
export const Statistics = z.strictObject({
  at: IsoDate,
  /** Of the person's time zone. Weeks and days below are those of UTC. */
  today: Day,
  /** Mondays, the oldest first; the last week is not over. */
  weeks: z.array(Day),
  /** The oldest first, the last is today. */
  days: z.array(Day),
  places: z.array(PlaceStatistics),
  /** Completions of work that had been begun, the newest first; at most a thousand. */
  cycles: z.array(z.strictObject({ projectId: ProjectId.nullable(), at: IsoDate, seconds: Whole })),
  mine: TaskCounts,
})
export type Statistics = z.infer<typeof Statistics>
