import type { Database } from '@holdfast/db'
import { testDatabase } from '@holdfast/db/testing'
import { type DomainEvent, type IsoDate, isClosed, type Task } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import { rebuildAnalytics, reconcileAnalytics } from '../analytics/record-tasks.ts'
import { countedIn, type Day } from '../analytics/testing/counted-in.ts'
import { chanceOf, type Deed, randomWork, shuffled } from '../analytics/testing/random-work.ts'
import { nothingCached } from '../cache/cached.ts'
import { analyticsRecorder } from './analytics-recorder.ts'

const never = new AbortController().signal

const eventsOf = (db: Database): Promise<DomainEvent[]> =>
  db.read((reader) =>
    reader.rows<DomainEvent>({
      text: `
        SELECT id, entity_type AS entity, entity_id AS "entityId", action, version, '{}'::text[] AS fields
        FROM audit.activity_log WHERE entity_type = 'task' ORDER BY version`,
    }),
  )

/** Hands events to the recorder, alone and in parts, several at a time. */
const handleAll = async (events: readonly DomainEvent[], db: Database, analytics: Database) => {
  const recorder = analyticsRecorder({ db, analytics, cached: nothingCached })
  const waiting = [...events]
  const lane = async () => {
    while (waiting.length > 0) {
      const [first, ...others] = waiting.splice(0, 1 + (waiting.length % 7))
      if (!first) return
      if (others.length === 0) await recorder.handle(first, never)
      else await recorder.handleMany?.([first, ...others], never)
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

const dayOf = (at: IsoDate): string => at.slice(0, 10)

/** Said from the tasks themselves, at the end of a day of UTC. */
const isOverdueAtEndOf = (day: string, task: Task): boolean =>
  task.dueDate !== null &&
  task.deletedAt === null &&
  !isClosed(task.status) &&
  (task.dueAllDay ? dayOf(task.dueDate) < day : dayOf(task.dueDate) <= day)

const isOf = (kind: string, id: string, task: Task): boolean => {
  if (kind === 'user') return (task.assignedTo ?? task.createdBy) === id
  if (kind === 'project') return task.projectId === id
  return task.projectId === null && (task.createdBy === id || task.assignedTo === id)
}

const isBegun = ({ status }: Task): boolean => status === 'in_progress' || status === 'in_review'

/** When the work that this deed completed was begun, by looking back through what was done. */
const begunBefore = (deeds: readonly Deed[], last: Deed): string | null => {
  let begun: string | null = null
  for (const { after, now } of deeds.slice(0, deeds.indexOf(last))) {
    if (after.id !== last.after.id) continue
    if (isClosed(after.status)) begun = null
    else if (isBegun(after)) begun ??= now
  }
  return begun
}

/** What the counts must be, worked out day by day from what the tasks were seen to be. */
const expectedDays = (deeds: readonly Deed[], subjects: readonly (readonly [string, string])[]) => {
  const days = new Map<string, Day>()
  const dayIn = (kind: string, id: string, day: string): Day => {
    const nothing = { created: 0, completed: 0, cancelled: 0, reopened: 0, cycles: 0 }
    const key = `${kind} ${id} ${day}`
    const found = days.get(key) ?? { kind, id, day, ...nothing, cycle_seconds: 0, overdue: 0 }
    days.set(key, found)
    return found
  }
  for (const deed of deeds) {
    const { actor, now, before, after } = deed
    const becomes = (status: string) => after.status === status && before?.status !== status
    const completed = becomes('completed')
    const at = completed ? (after.completedAt as IsoDate) : now
    for (const [kind, id] of subjects) {
      if (kind === 'user' ? actor !== id : !isOf(kind, id, after)) continue
      const day = dayIn(kind, id, dayOf(at))
      if (!before) day.created++
      if (completed) day.completed++
      if (becomes('cancelled')) day.cancelled++
      if (before && isClosed(before.status) && !isClosed(after.status)) day.reopened++
      const begun = completed ? begunBefore(deeds, deed) : null
      if (begun === null) continue
      day.cycles++
      day.cycle_seconds += Math.max(0, Math.round((Date.parse(at) - Date.parse(begun)) / 1000))
    }
  }
  countOverdue(deeds, subjects, dayIn)
  return [...days.values()].filter((day) =>
    Object.values(day).some((n) => typeof n === 'number' && n !== 0),
  )
}

const countOverdue = (
  deeds: readonly Deed[],
  subjects: readonly (readonly [string, string])[],
  dayIn: (kind: string, id: string, day: string) => Day,
): void => {
  const last = Date.parse(deeds.at(-1)?.now ?? '') + 40 * 86_400_000
  const tasks = new Map<string, Task>()
  const levels = new Map<string, number>()
  let next = 0
  for (let time = Date.parse('2026-01-01'); time < last; time += 86_400_000) {
    const day = dayOf(new Date(time).toISOString() as IsoDate)
    for (; deeds[next] && dayOf((deeds[next] as Deed).now) <= day; next++) {
      const { after } = deeds[next] as Deed
      tasks.set(after.id, after)
    }
    for (const [kind, id] of subjects) {
      const level = [...tasks.values()].filter(
        (task) => isOf(kind, id, task) && isOverdueAtEndOf(day, task),
      ).length
      const before = levels.get(`${kind} ${id}`) ?? 0
      if (level !== before) dayIn(kind, id, day).overdue += level - before
      levels.set(`${kind} ${id}`, level)
    }
  }
}

const inOrder = (days: readonly Day[]) =>
  [...days].sort((a, b) => `${a.kind} ${a.id} ${a.day}`.localeCompare(`${b.kind} ${b.id} ${b.day}`))

const seeds = [7, 20_261_122, Math.floor(Math.random() * 1_000_000)]

describe.each([
  ['in the record itself', false],
  ['in a database of its own', true],
])('analytics %s', (_, apart) => {
  test.each(seeds)(
    'seed %d: recorded in any order, twice, rebuilt and mended, are the same',
    async (seed) => {
      await using record = await testDatabase()
      await using other = apart ? await testDatabase() : null
      const db = record.database
      const analytics = other?.database ?? db
      const chance = chanceOf(seed)
      const work = await randomWork({ db, pokes: { poke: () => undefined } }, chance, 160)
      const events = await eventsOf(db)
      expect(events).toHaveLength(work.deeds.length)
      expect(events.length).toBeGreaterThan(60)

      const twice = events.filter(() => chance() < 0.4)
      await handleAll(shuffled([...events, ...twice], chance), db, analytics)
      const recorded = await countedIn(analytics)
      expect(recorded.facts).toHaveLength(events.length)
      const subjects = [
        ...work.projects.map((id) => ['project', id] as const),
        ...work.people.flatMap((id) => [['user', id] as const, ['personal', id] as const]),
      ]
      expect(inOrder(recorded.days)).toEqual(inOrder(expectedDays(work.deeds, subjects)))
      expect(recorded.days.some(({ cycles }) => cycles > 0)).toBe(true)

      expect(await rebuildAnalytics({ db, analytics })).toBe(events.length)
      expect(await countedIn(analytics)).toEqual(recorded)
      expect(await reconcileAnalytics({ db, analytics }, null)).toEqual({ facts: 0, days: 0 })

      await damage(analytics, chance)
      const mended = await reconcileAnalytics({ db, analytics }, null)
      expect(mended.facts).toBeGreaterThan(0)
      expect(mended.days).toBeGreaterThan(0)
      expect(await countedIn(analytics)).toEqual(recorded)
    },
  )
})

/** Loses some facts and falsifies some days. */
const damage = (analytics: Database, chance: () => number): Promise<void> =>
  analytics.transact(async (tx) => {
    const ids = await tx.rows<{ event_id: string }>({
      text: 'SELECT event_id FROM analytics.task_events ORDER BY version',
    })
    const lost = ids.filter((_, place) => place === 0 || chance() < 0.2).map((row) => row.event_id)
    await tx.rows({
      text: 'DELETE FROM analytics.task_events WHERE event_id = ANY($1::uuid[])',
      values: [lost],
    })
    await tx.rows({
      text: `UPDATE analytics.daily SET completed = completed + 3 WHERE kind = 'user'`,
    })
    await tx.rows({ text: `DELETE FROM analytics.daily WHERE kind = 'project'` })
  })

test('what was entered of late is enough to find what was missed of late', async () => {
  await using record = await testDatabase()
  const db = record.database
  await randomWork({ db, pokes: { poke: () => undefined } }, chanceOf(11), 40)
  const events = await eventsOf(db)
  const future = new Date('2030-01-01')
  expect(await reconcileAnalytics({ db, analytics: db }, future)).toEqual({ facts: 0, days: 0 })
  const { facts } = await reconcileAnalytics({ db, analytics: db }, new Date('2026-01-01'))
  expect(facts).toBe(events.length)
})

test('an event whose entry is not in the audit log, as after a restore, counts nothing', async () => {
  await using record = await testDatabase()
  const db = record.database
  const ids = { id: crypto.randomUUID(), entityId: crypto.randomUUID() }
  const event = { ...ids, entity: 'task', action: 'completed', version: 1 } as const
  await handleAll([{ ...event, fields: ['status'] }], db, db)
  expect(await countedIn(db)).toEqual({ facts: [], days: [] })
})
