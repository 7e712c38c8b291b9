import { z } from 'zod'

const withMilliseconds = (text: string): string => {
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : new Date(time).toISOString()
}

/** An instant as ISO 8601 in UTC with milliseconds, the only form on the wire. */
export const IsoDate = z.iso
  .datetime({ error: 'not an ISO 8601 date in UTC' })
  .refine((text) => !text.startsWith('0000'), 'is before the year 1')
  .overwrite(withMilliseconds)
  .brand<'IsoDate'>()
export type IsoDate = z.infer<typeof IsoDate>

/** @throws RangeError when the date is invalid */
export const isoDate = (date: Date): IsoDate => date.toISOString() as IsoDate
