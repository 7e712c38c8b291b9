import { z } from 'zod'

export const ActivityEntity = z.enum(['task', 'project', 'user', 'account-request', 'invitation'])
export type ActivityEntity = z.infer<typeof ActivityEntity>

export const ActivityAction = z.enum([
  'created',
  'edited',
  'status-changed',
  'completed',
  'reopened',
  'assigned',
  'unassigned',
  'tagged',
  'moved',
  'ordered',
  'deleted',
  'restored',
  'archived',
  'reactivated',
  'member-added',
  'member-removed',
  'member-role-changed',
  'signed-in',
  'new-device',
  'signed-out',
  'refused',
  'registered-again',
  'verification-asked',
  'email-verified',
  'email-change-asked',
  'email-changed',
  'password-changed',
  'password-reset-asked',
  'password-reset',
  'revoked',
  'accepted',
  'session-ended',
  'session-reused',
  'second-factor-added',
  'second-factor-removed',
  'second-factor-reset',
  'second-factor-refused',
  'recovery-codes-renewed',
  'recovery-code-used',
  'passkey-added',
  'passkey-removed',
  'passkey-refused',
  'token-created',
  'token-revoked',
  'admin-granted',
  'admin-revoked',
])
export type ActivityAction = z.infer<typeof ActivityAction>

/** What was done to one entity, with the fields that changed as they were and as they became. */
export const Activity = z.strictObject({
  entity: ActivityEntity,
  entityId: z.string(),
  action: ActivityAction,
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
})
export type Activity = z.infer<typeof Activity>

/** A due date is two fields that say one thing: where one changes, both are named. */
const due = ['dueDate', 'dueAllDay']

/** An activity of `set` over `row`: only fields that truly change are named. */
export const activityOf = (
  entity: ActivityEntity,
  entityId: string,
  action: ActivityAction,
  row: Record<string, unknown>,
  set: Record<string, unknown>,
): Activity => {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  const differs = (field: string): boolean =>
    JSON.stringify(row[field]) !== JSON.stringify(set[field])
  for (const [field, value] of Object.entries(set)) {
    const changes = due.includes(field) ? due.some(differs) : differs(field)
    if (field === 'updatedAt' || !changes) continue
    before[field] = row[field] ?? null
    after[field] = value
  }
  return { entity, entityId, action, before, after }
}
