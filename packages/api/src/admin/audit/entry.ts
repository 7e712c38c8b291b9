import type { Activity } from '@holdfast/domain'
import { ActivityAction, ActivityEntity, Email, IsoDate, UserId } from '@holdfast/domain'
import { z } from 'zod'

/** A person as an admin is told of them; address and name of who was deleted are gone. */
export const AuditPerson = z.strictObject({
  id: UserId,
  name: z.string(),
  email: Email.nullable(),
})
export type AuditPerson = z.infer<typeof AuditPerson>

const Shown = z.union([z.string(), z.number(), z.boolean(), z.null()])
type Shown = z.infer<typeof Shown>

/** One line of the audit log, without anything that people wrote. */
export const AuditEntry = z.strictObject({
  id: z.uuid(),
  at: IsoDate,
  action: ActivityAction,
  /** Null: the server, its operator, or somebody of whom nobody knows any more. */
  actor: AuditPerson.nullable(),
  entity: ActivityEntity,
  entityId: z.uuid(),
  /** Whose account it is about, or whose membership. */
  concerns: AuditPerson.nullable(),
  /** The names of the fields that changed. */
  fields: z.array(z.string()),
  /** Of the fields whose values an admin may see, what they became. */
  values: z.record(z.string(), z.strictObject({ from: Shown, to: Shown })),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/**
 * The only values that leave the log: of accounts, what an admin administers. Whatever people wrote,
 * of tasks and projects and of themselves, stays where it is (decision 25).
 */
const SHOWN: Partial<Record<ActivityEntity, readonly string[]>> = {
  user: ['status', 'admin', 'client', 'reason', 'asked', 'deed'],
  project: ['role'],
}

const asShown = (value: unknown): Shown => {
  const shown = Shown.safeParse(value)
  return shown.success ? shown.data : null
}

/** What of an entry's values an admin is told. */
export const toldOf = (
  entity: ActivityEntity,
  { before = {}, after = {} }: Partial<Pick<Activity, 'before' | 'after'>>,
): Pick<AuditEntry, 'fields' | 'values'> => {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  const shown = fields.filter((field) => SHOWN[entity]?.includes(field))
  const values = shown.map((field) => {
    return [field, { from: asShown(before[field]), to: asShown(after[field]) }] as const
  })
  return { fields, values: Object.fromEntries(values) }
}
