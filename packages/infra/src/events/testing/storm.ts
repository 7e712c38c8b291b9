import type { DomainEvent } from '@holdfast/domain'
import { expect, test } from 'vitest'
import type { Consumer } from '../port.ts'
import { anEvent, type BusInTest, until } from './bus-in-test.ts'

const EVENTS = 10_000
const PER_TASK = 10
const MALFORMED = 5

/** What a consumer makes of the events of one task: the newest action, and how many there were. */
interface Projected {
  newest: number
  action: string
  events: number
}

/** A projection that survives duplicates and any order: by id once, by version the newest. */
class Projection {
  readonly rows = new Map<string, Projected>()
  readonly #seen = new Set<string>()

  take({ id, entityId, version, action }: DomainEvent): void {
    if (this.#seen.has(id)) return
    this.#seen.add(id)
    const row = this.rows.get(entityId) ?? { newest: 0, action: '', events: 0 }
    const isNewer = version > row.newest
    this.rows.set(entityId, {
      newest: isNewer ? version : row.newest,
      action: isNewer ? action : row.action,
      events: row.events + 1,
    })
  }
}

const shuffled = <T>(all: readonly T[]): T[] => {
  const result = [...all]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [result[i], result[j]]
    if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a]
  }
  return result
}

const history = (): DomainEvent[] =>
  Array.from({ length: EVENTS / PER_TASK }, () => crypto.randomUUID()).flatMap((entityId) =>
    Array.from({ length: PER_TASK }, (_, nth) =>
      anEvent({ entityId, action: nth === 0 ? 'created' : 'edited' }),
    ),
  )

/** 10,000 events with duplicates, reorderings and poison make the projection that a rebuild makes. */
export const stormTest = (make: () => Promise<BusInTest>): void => {
  test('a storm of duplicates, reorderings and poison gives what a rebuild gives', async () => {
    await using place = await make()
    const events = history()
    const poison = new Set(events.filter((_, n) => n % 250 === 17).map(({ id }) => id))
    const projection = new Projection()
    const tries = new Map<string, number>()
    const consumer: Consumer = {
      name: 'projector',
      topics: ['task.*'],
      async handle(event) {
        tries.set(event.id, (tries.get(event.id) ?? 0) + 1)
        if (poison.has(event.id)) throw new Error('poison')
        projection.take(event)
      },
    }
    await using bus = await place.open([consumer])
    await using _ = await bus.consume([consumer])
    // A poison event that comes twice is two dead letters: of those only one comes.
    const doubled = events.filter(({ id }) => !poison.has(id) && Math.random() < 0.2)
    const sent = shuffled([...events, ...doubled])
    for (let at = 0; at < sent.length; at += 500) await bus.publish(sent.slice(at, at + 500))
    for (let n = 0; n < MALFORMED; n++) await place.inject('projector', `{"id": ${n}`)

    await until(async () => {
      expect((await bus.depth()).get('projector')).toEqual({
        waiting: 0,
        dead: poison.size + MALFORMED,
      })
    }, 100_000)
    const rebuilt = new Projection()
    for (const event of events) if (!poison.has(event.id)) rebuilt.take(event)
    expect(projection.rows).toEqual(rebuilt.rows)
    for (const id of poison) expect(tries.get(id)).toBe(3)
    const letters = await bus.dead()
    expect(letters.every(({ attempts }) => attempts === 3)).toBe(true)
  }, 120_000)
}
