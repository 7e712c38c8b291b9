import type { IsoDate } from '@holdfast/domain'
import { sql } from 'drizzle-orm'
import { bigint, customType } from 'drizzle-orm/pg-core'

/**
 * PostgreSQL's text of an instant, in a session whose time zone is whole hours or minutes off UTC, as
 * an IsoDate. Spelled as ISO 8601 first: what `Date` takes for anything else, it reads year 26 in as
 * 2026.
 */
export const toIsoDate = (text: string): IsoDate =>
  new Date(text.replace(' ', 'T').replace(/[+-]\d\d$/, '$&:00')).toISOString() as IsoDate

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
