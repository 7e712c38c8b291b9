import { clock } from '../tasks/due/clock.ts'
import { dateFormat } from '../tasks/due/date-format.ts'
import type { Moment } from '../tasks/due/due-label.ts'

const DAY = 86_400_000

/** “today 08:36”, “yesterday 21:14”, “19 June”, “24 February 2027”. */
export function whenText(instant: string, { now, timeZone, locale }: Moment): string {
  const at = new Date(instant)
  const part = (date: Date, options: Intl.DateTimeFormatOptions) =>
    dateFormat(locale, { timeZone, ...options }).format(date)
  const whole = { year: 'numeric', month: 'long', day: 'numeric' } as const
  const time = clock(at, { timeZone, locale })
  if (part(at, whole) === part(now, whole)) return `today ${time}`
  if (part(at, whole) === part(new Date(now.getTime() - DAY), whole)) return `yesterday ${time}`
  const sameYear = part(at, { year: 'numeric' }) === part(now, { year: 'numeric' })
  return part(at, sameYear ? { month: 'long', day: 'numeric' } : whole)
}

/** Whole days until an instant; 0 where less than one is left. */
export const daysUntil = (instant: string, now: Date): number =>
  Math.max(0, Math.floor((Date.parse(instant) - now.getTime()) / DAY))
