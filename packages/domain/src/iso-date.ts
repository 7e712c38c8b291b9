import { z } from 'zod'

/** An instant as ISO 8601 in UTC with milliseconds, the only form on the wire. */
export const IsoDate = z.iso
  .datetime({ error: 'not an ISO 8601 date in UTC' })
  .overwrite((text) => new Date(text).toISOString())
  .brand<'IsoDate'>()
export type IsoDate = z.infer<typeof IsoDate>

/** @throws RangeError when the date is invalid */
export const isoDate = (date: Date): IsoDate => date.toISOString() as IsoDate
