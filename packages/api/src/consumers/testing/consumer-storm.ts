import type { Database } from '@holdfast/db'
import { type DomainEvent, routingKeyOf, topicTakes, UserId, userBucket } from '@holdfast/domain'
import type {
  BusOptions,
  Cache,
  Consumer,
  EventBus,
  Mail,
  SearchIndex,
  SearchUpkeep,
} from '@holdfast/infra'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { rebuildAnalytics } from '../../analytics/record-tasks.ts'
import { countedIn } from '../../analytics/testing/counted-in.ts'
import { chanceOf, shuffled } from '../../analytics/testing/random-work.ts'
import type { Cached } from '../../cache/cached.ts'
import { countsStampOf, foundStampOf, stampOf } from '../../cache/keys.ts'
import { openWorld } from '../../testing/world.ts'
import { analyticsRecorder } from '../analytics-recorder.ts'
import { cacheInvalidator } from '../cache-invalidator.ts'
import { notifier } from '../notifier.ts'
import { searchIndexer } from '../search-indexer.ts'
import { muchWork } from './much-work.ts'

/** What the consumers work with. */
export interface StormAdapters {
  openBus(url: string, options: BusOptions): Promise<EventBus>
  cacheOf: () => Cache
  searchOf: (db: Database) => SearchIndex
  openKept: (db: Database) => Promise<KeptSearch>
}

/** An index apart from the record, with nothing in it. */
interface KeptSearch extends AsyncDisposable {
  upkeep: SearchUpkeep
  documents(): Record<string, unknown>[]
}

const EVENTS = 10_000
/** Every so many events one is poison, and one fails the first time that it comes to a consumer. */
const POISON_EVERY = 800
/** Tasks that no consumer can make anything of. */
const NONSENSE = 5
/** Consumers that fail at nonsense; the notifier finds nothing to tell. */
const STRICT = ['analytics-recorder', 'cache-invalidator', 'search-indexer']

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 240_000, interval: 100 })

const nonsense = (): DomainEvent => ({
  id: crypto.randomUUID(),
  entity: 'task',
  entityId: 'nonsense',
  action: 'edited',
  version: 1,
  fields: [],
})

/** A consumer that throws for some events before it is even asked. */
const tripping = (consumer: Consumer, trips: (event: DomainEvent) => boolean): Consumer => {
  const check = (events: readonly DomainEvent[]): void => {
    if (events.map(trips).includes(true)) throw new Error('poison')
  }
  return {
    ...consumer,
    async handle(event, signal) {
      check([event])
      await consumer.handle(event, signal)
    },
    async handleMany(events, signal) {
      check(events)
      await consumer.handleMany?.(events, signal)
    },
  }
}

/** Whom the record says that there is something to tell. */
const TO_TELL = `
  SELECT entry.id AS event, person
  FROM audit.activity_log AS entry JOIN tasks.tasks AS task ON task.id = entry.entity_id,
    unnest(CASE entry.action WHEN 'completed' THEN ARRAY[created_by, assigned_to]
                             ELSE ARRAY[assigned_to] END) AS person
  WHERE entry.created_at > now() - interval '29 days' AND task.deleted_at IS NULL
    AND person <> entry.actor_id AND person IS NOT NULL
    AND CASE WHEN entry.action = 'completed' THEN task.status = 'completed'
             ELSE entry.action IN ('created', 'assigned')
               AND entry.metadata #>> '{after,assignedTo}' = task.assigned_to::text END
  GROUP BY 1, 2 ORDER BY 1, 2`
const TOLD = 'SELECT event_id AS event, user_id AS person FROM users.notifications ORDER BY 1, 2'

const rowsOf = (db: Database, text: string): Promise<Record<string, unknown>[]> =>
  db.read((reader) => reader.rows({ text }))

/** What is cached of people as it is before the storm, to be found out of the cache after it. */
const cacheOfPeople = async (db: Database, cached: Cached) => {
  const people = await rowsOf(db, 'SELECT id FROM users.users')
  const entries = people.flatMap(({ id }) => {
    const bucket = userBucket(UserId.parse(id))
    return [stampOf, countsStampOf, foundStampOf].map((of) => ({
      key: `user:profile:${of(bucket)}`,
      level: 'l3' as const,
      schema: z.string(),
      stamps: [of(bucket)],
    }))
  })
  const read = (fresh: string): Promise<string[]> =>
    Promise.all(entries.map((entry) => cached.read(entry, async () => fresh)))
  return { read }
}

/** 10,000 events with duplicates, in any order, with poison: projections are what a rebuild makes. */
export const consumerStorm = (name: string, adapters: StormAdapters): void => {
  test(`${name}: a storm of events leaves the projections of a rebuild`, async () => {
    await using world = await openWorld(adapters.searchOf, adapters.cacheOf)
    const { db } = world.services
    await using kept = await adapters.openKept(db)
    const searchUpkeep = kept.upkeep
    await searchUpkeep.reconcile()
    const services = { ...world.services, searchUpkeep }
    const mails: Mail[] = []
    const mailer = { send: async (mail: Mail) => void mails.push(mail) }
    const appUrl = new URL('https://tasks.example.org')
    const events = await muchWork(db, EVENTS)
    expect(events.length).toBeGreaterThanOrEqual(EVENTS)
    const people = await cacheOfPeople(db, services.cached)
    await people.read('before')
    expect(new Set(await people.read('after'))).toEqual(new Set(['before']))

    const poison = new Set(events.filter((_, n) => n % POISON_EVERY === 17).map(({ id }) => id))
    const hesitant = new Set(events.filter((_, n) => n % POISON_EVERY === 99).map(({ id }) => id))
    let isPoisonous = true
    const consumers = [
      cacheInvalidator(services),
      analyticsRecorder(services),
      searchIndexer(services),
      notifier({ services, mailer, appUrl }),
    ].map((consumer) => {
      const left = new Set(hesitant)
      return tripping(consumer, ({ id }) => (isPoisonous && poison.has(id)) || left.delete(id))
    })
    const deadly = new Map(consumers.map((one) => [one.name, poisonFor(one, events, poison)]))
    await using bus = await adapters.openBus(world.url, { queues: consumers })
    await using _ = await bus.consume(consumers)
    const chance = chanceOf(20_261_122)
    const doubled = events.filter(({ id }) => !poison.has(id) && chance() < 0.2)
    const all = [...events, ...doubled, ...Array.from({ length: NONSENSE }, nonsense)]
    const sent = shuffled(all, chance)
    for (let at = 0; at < sent.length; at += 500) await bus.publish(sent.slice(at, at + 500))

    const deadOf = (name: string) => (STRICT.includes(name) ? NONSENSE : 0)
    await until(async () =>
      expect(await bus.depth()).toEqual(
        new Map([...deadly].map(([n, dead]) => [n, { waiting: 0, dead: dead + deadOf(n) }])),
      ),
    )
    const letters = await bus.dead()
    expect(letters.every(({ attempts }) => attempts === 3)).toBe(true)
    isPoisonous = false
    const curable = letters.filter(({ event }) => poison.has((event as DomainEvent).id))
    for (const consumer of STRICT.concat('notifier')) {
      const ids = curable.filter((one) => one.consumer === consumer).map(({ id }) => id)
      expect(await bus.requeue({ consumer, ids })).toBe(ids.length)
    }
    await until(async () =>
      expect(await bus.depth()).toEqual(
        new Map([...deadly.keys()].map((n) => [n, { waiting: 0, dead: deadOf(n) }])),
      ),
    )

    const counted = await countedIn(db)
    expect(counted.facts).toHaveLength(events.length)
    expect(await rebuildAnalytics({ db, analytics: db })).toBe(events.length)
    expect(counted).toEqual(await countedIn(db))

    const byId = () => new Map(kept.documents().map((document) => [document.id, document]))
    const indexed = byId()
    expect(indexed.size).toBeGreaterThan(1000)
    await searchUpkeep.reindex()
    expect(indexed).toEqual(byId())

    const told = await rowsOf(db, TOLD)
    expect(told.length).toBeGreaterThan(100)
    expect(told).toEqual(await rowsOf(db, TO_TELL))
    const mailed = mails.map(({ id }) => id)
    expect(mailed.length).toBeGreaterThan(0)
    expect(new Set(mailed).size).toBe(mailed.length)
    const known = new Set(told.map(({ event, person }) => `${event}.${person}`))
    for (const id of mailed) expect(known).toContain(id)

    expect(new Set(await people.read('after'))).toEqual(new Set(['after']))
  }, 600_000)
}

/** How many of the poisonous events come to a consumer. */
const poisonFor = (
  { topics }: Consumer,
  events: readonly DomainEvent[],
  poison: ReadonlySet<string>,
): number =>
  events.filter(
    (event) => poison.has(event.id) && topics.some((t) => topicTakes(t, routingKeyOf(event))),
  ).length
