import { type IsoDate, isClosed, type Task } from '@holdfast/domain'
import { clock } from './clock.ts'
import { dateFormat } from './date-format.ts'
import { dayNumber, dueDay, type WallDay, wallTimeOf } from './wall-time.ts'

export interface Moment {
  now: Date
  timeZone: string
  locale: string
}

export interface DueLabel {
  /** Late, today and later ask for different attention; done tells when it was completed. */
  kind: 'late' | 'today' | 'later' | 'done'
  text: string
}

type Dated = Pick<Task, 'dueDate' | 'dueAllDay' | 'status' | 'completedAt'>

/** What a list says about a task's date; null where there is nothing to say. */
export function dueLabel(task: Dated, moment: Moment): DueLabel | null {
  if (task.status === 'completed' && task.completedAt) {
    return { kind: 'done', text: whenDone(task.completedAt, moment) }
  }
  if (!task.dueDate) return null
  const text = dateText(task.dueDate, task.dueAllDay, moment)
  if (isClosed(task.status)) return { kind: 'done', text }
  const days = daysUntil(task.dueDate, task.dueAllDay, moment)
  if (isLate(task, moment)) {
    // Long after, the hour says nothing any more.
    const date = -days > 31 ? dateOf(task.dueDate, task.dueAllDay, moment) : text
    return { kind: 'late', text: `${date}, ${howLate(task.dueDate, -days, moment)}` }
  }
  return { kind: days === 0 ? 'today' : 'later', text }
}

/** A day is late when it is over, an instant when it has passed. */
export function isLate(task: Pick<Task, 'dueDate' | 'dueAllDay'>, moment: Moment): boolean {
  if (!task.dueDate) return false
  if (task.dueAllDay) return daysUntil(task.dueDate, true, moment) < 0
  return Date.parse(task.dueDate) < moment.now.getTime()
}

/** 0 today, negative in the past. */
export function daysUntil(dueDate: IsoDate, allDay: boolean, moment: Moment): number {
  const today = wallTimeOf(moment.now, moment.timeZone)
  return dayNumber(dueDay(dueDate, allDay, moment.timeZone)) - dayNumber(today)
}

/** A due date in words: Today, Tomorrow, Fri 27 Nov, 27 Nov 2027; with the time where it has one. */
export function dateText(dueDate: IsoDate, allDay: boolean, moment: Moment): string {
  const date = dateOf(dueDate, allDay, moment)
  if (allDay) return date
  const time = clock(new Date(dueDate), moment)
  return daysUntil(dueDate, allDay, moment) === 0 ? time : `${date}, ${time}`
}

function dateOf(dueDate: IsoDate, allDay: boolean, moment: Moment): string {
  const days = daysUntil(dueDate, allDay, moment)
  if (days === 0) return 'Today'
  if (days === 1) return 'Tomorrow'
  return dayText(dueDay(dueDate, allDay, moment.timeZone), days, moment)
}

function dayText(day: WallDay, days: number, { now, timeZone, locale }: Moment): string {
  const thisYear = wallTimeOf(now, timeZone).year === day.year
  return dateFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(days > 1 && days < 7 && { weekday: 'short' }),
    ...(!thisYear && { year: 'numeric' }),
  })
    .format(new Date(Date.UTC(day.year, day.month - 1, day.day)))
    .replace(',', '')
}

function whenDone(completedAt: IsoDate, moment: Moment): string {
  return dateText(completedAt, false, moment).split(', ')[0] ?? ''
}

function howLate(dueDate: IsoDate, days: number, { now }: Moment): string {
  if (days >= 730) return `${Math.floor(days / 365)} years late`
  if (days >= 60) return `${Math.floor(days / 30)} months late`
  if (days > 0) return days === 1 ? '1 day late' : `${days} days late`
  const minutes = Math.max(1, Math.round((now.getTime() - Date.parse(dueDate)) / 60_000))
  return minutes < 60 ? `${minutes} min late` : `${Math.round(minutes / 60)} h late`
}
