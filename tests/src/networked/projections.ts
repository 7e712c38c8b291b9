import type { Database } from '@holdfast/db'
import { startAdmin } from '@holdfast/server/testing'
import { expect, vi } from 'vitest'
import type { BreakableParts } from './breakable-parts.ts'

/** Longest after a cure that anything may still be amiss, in ms. */
const CURED_WITHIN = 30_000

/** Waits until what is amiss is mended. @throws Error with what still is, 30 s after it began */
export const untilWell = (check: () => Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: CURED_WITHIN, interval: 200 })

const rowsOf = (db: Database, text: string): Promise<Record<string, unknown>[]> =>
  db.read((reader) => reader.rows({ text }))

/**
 * Whom the record says that there was something to tell. Who was in the project for a moment only may
 * have been told of it or not.
 */
const TO_TELL = `
  SELECT a.id AS event, t.assigned_to AS person, 'task-assigned' AS kind
  FROM audit.activity_log a JOIN tasks.tasks t ON t.id = a.entity_id
  WHERE a.entity_type = 'task' AND a.action IN ('created', 'assigned')
    AND a.metadata #>> '{after,assignedTo}' = t.assigned_to::text AND a.actor_id <> t.assigned_to
  ORDER BY 1, 2`
const TOLD = `
  SELECT event_id AS event, user_id AS person, kind FROM users.notifications
  WHERE kind <> 'project-member-added' ORDER BY 1, 2`

/** Everything that is found, as the record has it. */
const TO_FIND = 'SELECT id, title, version FROM tasks.tasks WHERE deleted_at IS NULL ORDER BY id'

const UNCOUNTED = `
  SELECT id FROM audit.activity_log
  WHERE entity_type = 'task' AND id NOT IN (SELECT event_id FROM analytics.task_events)`
const COUNTED = 'SELECT * FROM analytics.daily ORDER BY kind, id, day'

const found = (search: BreakableParts['search']) =>
  search
    .documents()
    .map(({ id, title, revision }) => ({
      id,
      title,
      version: Number(String(revision).split('.').at(-1)),
    }))
    .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))

/** What follows from the events is what the record says: nothing is missing, nothing is there twice. */
export const expectProjections = async (
  { search, servers }: Pick<BreakableParts, 'search' | 'servers'>,
  db: Database,
): Promise<void> => {
  expect(await rowsOf(db, UNCOUNTED)).toEqual([])
  expect(await rowsOf(db, TOLD)).toEqual(await rowsOf(db, TO_TELL))
  expect(found(search)).toEqual(await rowsOf(db, TO_FIND))
  const metrics = await servers[0].metrics()
  for (const consumer of ['analytics-recorder', 'notifier']) {
    const queue = (of: string) => metrics.get(`holdfast_queue_${of}{queue="${consumer}"}`)
    expect({ consumer, waiting: queue('waiting'), dead: queue('dead') }).toEqual({
      consumer,
      waiting: 0,
      dead: 0,
    })
  }
}

/** A rebuild of the counts from the audit log gives what they are. */
export const expectRebuildToAgree = async (
  { data, env }: Pick<BreakableParts, 'data' | 'env'>,
  db: Database,
): Promise<void> => {
  const counted = await rowsOf(db, COUNTED)
  expect(counted).not.toEqual([])
  const rebuild = startAdmin(data, ['analytics', 'rebuild'], env)
  expect(await rebuild.exit, rebuild.output()).toBe(0)
  expect(counted).toEqual(await rowsOf(db, COUNTED))
}
