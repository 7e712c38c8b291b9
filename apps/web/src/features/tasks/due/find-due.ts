import type { Due } from '@holdfast/domain'
import { casual } from 'chrono-node/en'
import { dueAt, dueOn, wallTimeOf } from './wall-time.ts'

export interface FoundDue {
  /** Where in the text the words stand. */
  start: number
  end: number
  due: Due
}

/** Words that are a date to chrono but mostly something else to a person, unless they end the line. */
const doubtful = /^(may|march|mar|sun|sat|second|now|dec|min|sec|this|last|next|week|day)$/i
const partOfDay = /\b(morning|noon|afternoon|evening|tonight|midnight)\b/i
const past = /\b(ago|yesterday|last)\b/i

/**
 * Finds a date in a person's words, in their time zone: “tomorrow 9am”, “in 3 days”, “next friday”.
 * The last one in the line counts. A day without a time is due that day, all day.
 * @returns null where there is none, or only one in the past
 */
export function findDue(text: string, now: Date, timeZone: string): FoundDue | null {
  const here = wallTimeOf(now, timeZone)
  // The wall clock stands in for UTC, so that chrono reckons in the person's zone and no other.
  const instant = new Date(Date.UTC(here.year, here.month - 1, here.day, here.hour, here.minute))
  const results = casual.parse(text, { instant, timezone: 0 }, { forwardDate: true })
  for (const result of results.reverse()) {
    const start = result.index
    const end = start + result.text.trimEnd().length
    const atEnd = text.slice(end).trim() === ''
    if (past.test(result.text) || (doubtful.test(result.text.trim()) && !atEnd)) continue
    const { start: parts } = result
    const day = {
      year: parts.get('year') ?? here.year,
      month: parts.get('month') ?? here.month,
      day: parts.get('day') ?? here.day,
    }
    const timed = parts.isCertain('hour') || partOfDay.test(result.text)
    if (!timed) return { start, end, due: dueOn(day) }
    const time = { hour: parts.get('hour') ?? 0, minute: parts.get('minute') ?? 0 }
    return { start, end, due: dueAt({ ...day, ...time }, timeZone) }
  }
  return null
}
