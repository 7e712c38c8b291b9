import { schema } from '@holdfast/db'
import { ActivityAction, ActivityEntity, IsoDate, UserId } from '@holdfast/domain'
import { and, eq, gte, lt, type SQL } from 'drizzle-orm'
import { z } from 'zod'

const { activityLog } = schema

/** What of the audit log is wanted. All that is given must hold. */
export const auditFilters = {
  /** Who did it. */
  actor: UserId.optional(),
  entity: ActivityEntity.optional(),
  /** Of the entity that `entity` names the kind of. */
  entityId: z.uuid().toLowerCase().optional(),
  action: ActivityAction.optional(),
  /** From `from` up to but not including `to`. */
  from: IsoDate.optional(),
  to: IsoDate.optional(),
}

export type AuditFilters = z.infer<z.ZodObject<typeof auditFilters>>

/** An id alone would have the whole log read: its index begins with the kind. */
export const namesItsKind = ({ entity, entityId }: AuditFilters): boolean =>
  entityId === undefined || entity !== undefined

export const NAMES_ITS_KIND = { path: ['entity'], error: 'is missing beside entityId' }

export const matchingFilters = (filters: AuditFilters): SQL | undefined => {
  const { actor, entity, entityId, action, from, to } = filters
  return and(
    actor && eq(activityLog.actorId, actor),
    entity && eq(activityLog.entityType, entity),
    entityId !== undefined ? eq(activityLog.entityId, entityId) : undefined,
    action && eq(activityLog.action, action),
    from && gte(activityLog.createdAt, from),
    to && lt(activityLog.createdAt, to),
  )
}
