import { dateFormat } from './date-format.ts'

interface Place {
  timeZone: string
  locale: string
}

const halves = new Map<string, boolean>()

/** Whether people count the hours of a day to twelve. */
function hasHalves(locale: string): boolean {
  const known = halves.get(locale)
  if (known !== undefined) return known
  const found = dateFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true
  halves.set(locale, found)
  return found
}

/** 09:00, or 9:00 AM where people write it so. */
export function clock(instant: Date, { timeZone, locale }: Place): string {
  return dateFormat(locale, {
    timeZone,
    hour: hasHalves(locale) ? 'numeric' : '2-digit',
    minute: '2-digit',
  }).format(instant)
}
