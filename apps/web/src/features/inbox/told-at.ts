import { clock } from '../tasks/due/clock.ts'
import { dateFormat } from '../tasks/due/date-format.ts'
import type { Moment } from '../tasks/due/due-label.ts'

/** The time of today, the day of this year, else the whole date. */
export function toldAt(instant: string, { now, timeZone, locale }: Moment): string {
  const at = new Date(instant)
  const day = (date: Date, options: Intl.DateTimeFormatOptions) =>
    dateFormat(locale, { timeZone, ...options }).format(date)
  const whole = { year: 'numeric', month: 'short', day: 'numeric' } as const
  if (day(at, whole) === day(now, whole)) return clock(at, { timeZone, locale })
  const sameYear = day(at, { year: 'numeric' }) === day(now, { year: 'numeric' })
  return day(at, sameYear ? { month: 'short', day: 'numeric' } : whole)
}
