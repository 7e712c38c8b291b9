import { TZDate } from '@date-fns/tz'
import { type Due, type IsoDate, isoDate } from '@holdfast/domain'

/** A day as the calendar on the wall names it; month 1 to 12. */
export interface WallDay {
  year: number
  month: number
  day: number
}

/** A day and a time of day by the clock on the wall. */
export interface WallTime extends WallDay {
  hour: number
  minute: number
}

const msPerDay = 86_400_000

export function wallTimeOf(instant: Date, timeZone: string): WallTime {
  const local = new TZDate(instant, timeZone)
  return {
    year: local.getFullYear(),
    month: local.getMonth() + 1,
    day: local.getDate(),
    hour: local.getHours(),
    minute: local.getMinutes(),
  }
}

/** The instant of a wall time. One that a clock change skips becomes the one an hour later. */
export function instantOf(wall: WallTime, timeZone: string): Date {
  const local = new TZDate(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, 0, timeZone)
  return new Date(local.getTime())
}

/** Days since 1 January 1970, whatever the time zone: for telling how far apart two days are. */
export function dayNumber({ year, month, day }: WallDay): number {
  return Math.round(Date.UTC(year, month - 1, day) / msPerDay)
}

function dayOfNumber(days: number): WallDay {
  const date = new Date(days * msPerDay)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

export function addDays(day: WallDay, days: number): WallDay {
  return dayOfNumber(dayNumber(day) + days)
}

/** ISO weekday, Monday 1 to Sunday 7. */
export function weekdayOf(day: WallDay): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1
}

export const noDue: Due = { dueDate: null, dueAllDay: false }

/** Due on a day, in every time zone. */
export function dueOn({ year, month, day }: WallDay): Due {
  return { dueDate: isoDate(new Date(Date.UTC(year, month - 1, day))), dueAllDay: true }
}

/** Due at an instant. */
export function dueAt(wall: WallTime, timeZone: string): Due {
  return { dueDate: isoDate(instantOf(wall, timeZone)), dueAllDay: false }
}

/** The day a task is due, as this time zone's calendar names it. */
export function dueDay(dueDate: IsoDate, allDay: boolean, timeZone: string): WallDay {
  return wallTimeOf(new Date(dueDate), allDay ? 'UTC' : timeZone)
}
