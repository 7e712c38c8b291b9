import { z } from 'zod'
import { ActivityAction, ActivityEntity } from '../activity/activity.ts'

/**
 * That something was done, as it is told to consumers after the commit. It carries no values: who
 * wants them reads the audit entry of the same id, or the record itself.
 */
export const DomainEvent = z.strictObject({
  /** The audit entry's. An event that comes twice comes with the same. */
  id: z.uuid(),
  entity: ActivityEntity,
  entityId: z.string(),
  action: ActivityAction,
  /** The audit entry's: of two events of one entity the later has the greater. */
  version: z.int().nonnegative(),
  /** The fields that changed. */
  fields: z.array(z.string()),
})
export type DomainEvent = z.infer<typeof DomainEvent>

/** What consumers bind to, as `task.created`. */
export const routingKeyOf = ({ entity, action }: Pick<DomainEvent, 'entity' | 'action'>): string =>
  `${entity}.${action}`

/**
 * Does a consumer's topic take this routing key? As of a topic exchange: between dots `*` is one
 * word, `#` any number of them.
 */
export const topicTakes = (topic: string, routingKey: string): boolean =>
  wordsTake(topic.split('.'), routingKey.split('.'))

const wordsTake = ([word, ...topic]: string[], key: string[]): boolean => {
  if (word === undefined) return key.length === 0
  if (word === '#')
    return wordsTake(topic, key) || (key.length > 0 && wordsTake(['#', ...topic], key.slice(1)))
  return key.length > 0 && (word === '*' || word === key[0]) && wordsTake(topic, key.slice(1))
}
