import type { Due } from '@holdfast/domain'
import { casual, GB } from 'chrono-node/en'
import { addDays, dueAt, dueOn, wallTimeOf } from './wall-time.ts'

export interface FoundDue {
  /** Where in the text the words stand. */
  start: number
  end: number
  due: Due
}

/** Words that are a date to chrono but mostly something else to a person, unless they end the line. */
const doubtful = /^(may|march|mar|sun|sat|second|now|dec|min|sec|this|last|next|week|day)$/i
const partOfDay = /\b(morning|noon|afternoon|evening|tonight|midnight)\b/i
/** chrono takes “last friday” for the friday to come. */
const vague = /\blast\b/i
const past = /\b(ago|yesterday)\b/i
/** What the past is told of: “the mail from yesterday”. */
const source = /\b(from|of|since|until|till|by|before|after)\s+$/i
const dayAfter = /\b(the )?day after $/i
const dayBefore = /\b(the )?day before $/i

/**
 * Finds a date in a person's words, in their time zone: “tomorrow 9am”, “in 3 days”, “next friday”.
 * The last one in the line counts. A day without a time is due that day, all day. What is past is
 * a date only at the end of the line.
 * @param locale says whether 5/12 is in December or in May
 * @returns null where there is none
 */
export function findDue(
  text: string,
  now: Date,
  timeZone: string,
  locale: string,
): FoundDue | null {
  const here = wallTimeOf(now, timeZone)
  // The wall clock stands in for UTC, so that chrono reckons in the person's zone and no other.
  const instant = new Date(Date.UTC(here.year, here.month - 1, here.day, here.hour, here.minute))
  const chrono = isDayFirst(locale) ? GB : casual
  const results = chrono.parse(text, { instant, timezone: 0 }, { forwardDate: true })
  for (const result of results.reverse()) {
    const words = result.text.trimEnd()
    const end = result.index + words.length
    const before = text.slice(0, result.index)
    if (!isMeant(words, before, text.slice(end))) continue
    const shift = shiftOf(words, before)
    const { start: parts } = result
    const named = {
      year: parts.get('year') ?? here.year,
      month: parts.get('month') ?? here.month,
      day: parts.get('day') ?? here.day,
    }
    const day = addDays(named, shift.days)
    const start = result.index - shift.letters
    const timed = parts.isCertain('hour') || partOfDay.test(words)
    if (!timed) return { start, end, due: dueOn(day) }
    const time = { hour: parts.get('hour') ?? 0, minute: parts.get('minute') ?? 0 }
    return { start, end, due: dueAt({ ...day, ...time }, timeZone) }
  }
  return null
}

/** Are these words a date here, or something that only reads like one? */
function isMeant(words: string, before: string, after: string): boolean {
  const atEnd = after.trim() === ''
  if (vague.test(words)) return false
  if (past.test(words)) return atEnd && !source.test(before.replace(dayBefore, ''))
  return atEnd || !doubtful.test(words)
}

/** “The day after tomorrow” and “the day before yesterday”, of which chrono reads the last word only. */
function shiftOf(words: string, before: string): { days: number; letters: number } {
  const [letters, days] = /^tomorrow\b/i.test(words)
    ? [dayAfter.exec(before)?.[0].length, 1]
    : /^yesterday\b/i.test(words)
      ? [dayBefore.exec(before)?.[0].length, -1]
      : [undefined, 0]
  return letters === undefined ? { days: 0, letters: 0 } : { days, letters }
}

function isDayFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type)
  return parts.indexOf('day') < parts.indexOf('month')
}
