import type { IsoDate } from '@holdfast/domain'
import { sql } from 'drizzle-orm'
import { bigint, customType } from 'drizzle-orm/pg-core'

/** PostgreSQL's text of an instant, in any session time zone, as an IsoDate. */
export const toIsoDate = (text: string): IsoDate => new Date(text).toISOString() as IsoDate

/** `timestamptz(3)`, in the program the only form of the wire: ISO 8601 in UTC with milliseconds. */
export const instant = customType<{ data: IsoDate; driverData: string }>({
  dataType: () => 'timestamp(3) with time zone',
  fromDriver: toIsoDate,
})

/** A transaction id of 64 bits, as text: it is only compared and passed back. */
export const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

export const currentTime = sql`CURRENT_TIMESTAMP`

/** Drawn by a trigger under the row's lock; what a writer passes is overwritten. */
export const version = () => bigint({ mode: 'number' }).notNull().default(0)
