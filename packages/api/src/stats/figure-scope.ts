import { TZDate } from '@date-fns/tz'
import { type FigureScope, grantedBuckets, type Reader, schema } from '@holdfast/db'
import { isoDate, type UserId } from '@holdfast/domain'
import { eq } from 'drizzle-orm'

const { userProfiles } = schema

const dayOf = (date: Date): string => {
  const part = (value: number, length = 2) => String(value).padStart(length, '0')
  return `${part(date.getFullYear(), 4)}-${part(date.getMonth() + 1)}-${part(date.getDate())}`
}

const DAYS_OF_WEEK = 7

/** What is today in a time zone, and when next week, which begins on Monday, begins there. */
export const datesIn = (
  timeZone: string,
  now: Date,
): Pick<FigureScope, 'now' | 'today' | 'nextWeek'> => {
  const here = new TZDate(now.getTime(), timeZone)
  const sinceMonday = (here.getDay() + 6) % DAYS_OF_WEEK
  const nextMonday = here.getDate() - sinceMonday + DAYS_OF_WEEK
  const next = new TZDate(here.getFullYear(), here.getMonth(), nextMonday, 0, 0, 0, timeZone)
  const at = isoDate(new Date(next.getTime()))
  return { now: isoDate(now), today: dayOf(here), nextWeek: { day: dayOf(next), at } }
}

/** What a person may see now, and what is today for them. */
export const figureScope = async (
  reader: Reader,
  userId: UserId,
  now: Date,
): Promise<FigureScope> => {
  const [buckets, [profile]] = await Promise.all([
    grantedBuckets(reader, userId),
    reader.db
      .select({ timezone: userProfiles.timezone })
      .from(userProfiles)
      .where(eq(userProfiles.userId, userId)),
  ])
  return { userId, buckets, ...datesIn(profile?.timezone ?? 'UTC', now) }
}
