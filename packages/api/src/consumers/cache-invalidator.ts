import type { DomainEvent } from '@holdfast/domain'
import type { Consumer } from '@holdfast/infra'
import { stampsOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'
import { bucketsOfEvents } from './buckets-of-events.ts'

/**
 * Takes out what is cached of before, once more. Whoever writes has done so already; this is for a
 * process that died between its commit and that, and for commands that write beside the servers.
 */
export const cacheInvalidator = ({ db, cached }: Pick<Services, 'db' | 'cached'>): Consumer => {
  const handleMany = async (events: readonly DomainEvent[]): Promise<void> => {
    const stamps = await db.read(async (reader) => [
      ...stampsOf(await bucketsOfEvents(reader, 'task', events), false),
      ...stampsOf(await bucketsOfEvents(reader, 'project', events), true),
      ...stampsOf(await bucketsOfEvents(reader, 'user', events), true),
    ])
    await cached.invalidate([...new Set(stamps)])
  }
  return {
    name: 'cache-invalidator',
    topics: ['task.*', 'project.*', 'user.*'],
    handle: (event) => handleMany([event]),
    handleMany,
  }
}
