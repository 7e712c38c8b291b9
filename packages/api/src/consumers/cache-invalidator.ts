import type { Consumer } from '@holdfast/infra'
import { stampsOf } from '../cache/keys.ts'
import type { Services } from '../context.ts'
import { bucketsOfEvent } from './buckets-of-event.ts'

/**
 * Takes out what is cached of before, once more. Whoever writes has done so already; this is for a
 * process that died between its commit and that, and for commands that write beside the servers.
 */
export const cacheInvalidator = ({ db, cached }: Pick<Services, 'db' | 'cached'>): Consumer => ({
  name: 'cache-invalidator',
  topics: ['task.*', 'project.*', 'user.*'],
  async handle(event) {
    const buckets = await db.read((reader) => bucketsOfEvent(reader, event))
    await cached.invalidate(stampsOf(buckets, event.entity !== 'task'))
  },
})
