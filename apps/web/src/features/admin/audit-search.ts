import { ActivityAction, ActivityEntity, UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { AuditFilters } from './admin-types.ts'

const Day = z.iso.date()

/** The filters as they stand in the page's address; days, and not instants. */
const AuditSearch = z.object({
  actor: UserId.optional().catch(undefined),
  entity: ActivityEntity.optional().catch(undefined),
  entityId: z.uuid().optional().catch(undefined),
  action: ActivityAction.optional().catch(undefined),
  from: Day.optional().catch(undefined),
  to: Day.optional().catch(undefined),
})
export type AuditSearch = z.infer<typeof AuditSearch>

/** What of an address makes sense; an id without the kind of what it names does not. */
export function readSearch(search: unknown): AuditSearch {
  const read = AuditSearch.parse(search)
  return read.entity ? read : { ...read, entityId: undefined }
}

/** Midnight of a day where the browser is. */
const startOf = (day: string, daysLater = 0): string => {
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + daysLater)
  return at.toISOString()
}

/** As the server takes them: both days count. */
export function filtersOf({ from, to, ...search }: AuditSearch): AuditFilters {
  const filters = {
    ...search,
    from: from && startOf(from),
    to: to && startOf(to, 1),
  }
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}
