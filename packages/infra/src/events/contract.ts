import type { DomainEvent } from '@holdfast/domain'
import { describe, expect, test } from 'vitest'
import type { Consumer } from './port.ts'
import { anEvent, type BusInTest, until } from './testing/bus-in-test.ts'
import { stormTest } from './testing/storm.ts'

/** Keeps what it was given, and throws for the events that it is told to refuse. */
class Recorder implements Consumer {
  readonly name: string
  readonly topics: readonly string[]
  readonly handled: string[] = []
  readonly tried = new Map<string, number>()
  refuses: (event: DomainEvent, nth: number) => boolean = () => false

  constructor(name: string, topics: readonly string[] = ['#']) {
    this.name = name
    this.topics = topics
  }

  async handle(event: DomainEvent): Promise<void> {
    const nth = (this.tried.get(event.id) ?? 0) + 1
    this.tried.set(event.id, nth)
    if (this.refuses(event, nth)) throw new Error(`refused ${event.id}`)
    this.handled.push(event.id)
  }
}

const idsOf = (events: readonly DomainEvent[]): string[] => events.map(({ id }) => id).sort()

/** What every adapter of the event bus does. */
export const eventBusContract = (name: string, make: () => Promise<BusInTest>): void => {
  describe(`event bus: ${name}`, () => {
    test('brings an event to every consumer whose topics take it, and to no other', async () => {
      await using place = await make()
      const all = new Recorder('all')
      const tasks = new Recorder('tasks', ['task.*'])
      const some = new Recorder('some', ['user.created', 'project.member-added'])
      const consumers = [all, tasks, some]
      await using bus = await place.open(consumers)
      await using _ = await bus.consume(consumers)
      const task = anEvent()
      const user = anEvent({ entity: 'user' })
      const signedIn = anEvent({ entity: 'user', action: 'signed-in' })
      const member = anEvent({ entity: 'project', action: 'member-added' })
      await bus.publish([task, user, signedIn, member])
      await until(() =>
        expect([...all.handled].sort()).toEqual(idsOf([task, user, signedIn, member])),
      )
      await until(() => expect(tasks.handled).toEqual([task.id]))
      await until(() => expect([...some.handled].sort()).toEqual(idsOf([user, member])))
      await until(async () =>
        expect(await bus.depth()).toEqual(
          new Map(consumers.map((one) => [one.name, { waiting: 0, dead: 0 }])),
        ),
      )
    })

    test('keeps events for a consumer that is not there yet, and over a restart', async () => {
      await using place = await make()
      const late = new Recorder('late')
      const events = Array.from({ length: 20 }, () => anEvent())
      {
        await using bus = await place.open([late])
        await bus.publish(events)
        await until(async () =>
          expect(await bus.depth()).toEqual(new Map([['late', { waiting: 20, dead: 0 }]])),
        )
      }
      await using bus = await place.open([late])
      await using _ = await bus.consume([late])
      await until(() => expect([...late.handled].sort()).toEqual(idsOf(events)))
    })

    test('tries again what failed, and is content when it succeeds', async () => {
      await using place = await make()
      const consumer = new Recorder('hesitant')
      consumer.refuses = (_, nth) => nth < 3
      await using bus = await place.open([consumer])
      await using _ = await bus.consume([consumer])
      const event = anEvent()
      await bus.publish([event])
      await until(() => expect(consumer.handled).toEqual([event.id]))
      expect(consumer.tried.get(event.id)).toBe(3)
      expect(await bus.dead()).toEqual([])
    })

    test('gives an event up after three tries, while its neighbours and other consumers go on', async () => {
      await using place = await make()
      const poison = anEvent()
      const strict = new Recorder('strict')
      strict.refuses = ({ id }) => id === poison.id
      const calm = new Recorder('calm')
      await using bus = await place.open([strict, calm])
      await using _ = await bus.consume([strict, calm])
      const good = Array.from({ length: 10 }, () => anEvent())
      await bus.publish([...good.slice(0, 5), poison, ...good.slice(5)])
      await until(() => expect([...calm.handled].sort()).toEqual(idsOf([poison, ...good])))
      await until(() => expect([...strict.handled].sort()).toEqual(idsOf(good)))
      await until(async () => expect(await bus.dead()).toHaveLength(1))
      expect(strict.tried.get(poison.id)).toBe(3)
      const [letter] = await bus.dead()
      expect(letter).toMatchObject({
        consumer: 'strict',
        event: poison,
        error: `refused ${poison.id}`,
        attempts: 3,
      })
      expect(Math.abs(Date.now() - (letter?.since.getTime() ?? 0))).toBeLessThan(120_000)
      await until(async () =>
        expect((await bus.depth()).get('strict')).toEqual({ waiting: 0, dead: 1 }),
      )
    })

    test('gives up nothing that a consumer cannot handle because its database is away', async () => {
      await using place = await make()
      const consumer = new Recorder('bereft')
      const event = anEvent()
      const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
      const starting = Object.assign(new Error('is starting up'), { code: '57P03' })
      consumer.refuses = (_, nth) => {
        if (nth <= 8) throw new Error('Failed query', { cause: nth % 2 ? away : starting })
        return false
      }
      await using bus = await place.open([consumer])
      await using _ = await bus.consume([consumer])
      await bus.publish([event])
      await until(() => expect(consumer.handled).toEqual([event.id]))
      expect(consumer.tried.get(event.id)).toBe(9)
      expect(await bus.dead()).toEqual([])
    })

    test('gives up a message that is no event, after three tries', async () => {
      await using place = await make()
      const consumer = new Recorder('reader')
      await using bus = await place.open([consumer])
      await using _ = await bus.consume([consumer])
      await place.inject('reader', '{"id": "')
      await bus.publish([anEvent()])
      await until(() => expect(consumer.handled).toHaveLength(1))
      await until(async () => expect(await bus.dead({ consumer: 'reader' })).toHaveLength(1))
      expect(await bus.dead()).toMatchObject([{ event: '{"id": "', attempts: 3 }])
    })

    test('puts dead letters back that are chosen, and deletes others', async () => {
      await using place = await make()
      const one = new Recorder('one')
      const two = new Recorder('two')
      one.refuses = () => true
      two.refuses = () => true
      await using bus = await place.open([one, two])
      await using _ = await bus.consume([one, two])
      const events = Array.from({ length: 4 }, () => anEvent())
      await bus.publish(events)
      await until(async () => expect(await bus.dead()).toHaveLength(8))
      one.refuses = () => false
      two.refuses = () => false
      const [first] = await bus.dead({ consumer: 'one' })
      expect(await bus.requeue({ consumer: 'one', ids: [first?.id ?? ''] })).toBe(1)
      await until(() => expect(first?.event).toMatchObject({ id: one.handled[0] }))
      expect(await bus.purge({ consumer: 'two', ids: ['0', 'no such'] })).toBe(0)
      expect(await bus.requeue({ consumer: 'one' })).toBe(3)
      await until(() => expect([...one.handled].sort()).toEqual(idsOf(events)))
      expect(await bus.purge({})).toBe(4)
      expect(await bus.dead()).toEqual([])
      expect(two.handled).toEqual([])
    })

    test('lets several processes share a queue', async () => {
      await using place = await make()
      const here = new Recorder('shared')
      const there = new Recorder('shared')
      await using one = await place.open([here])
      await using two = await place.open([there])
      await using _ = await one.consume([here])
      await using __ = await two.consume([there])
      const events = Array.from({ length: 200 }, () => anEvent())
      await one.publish(events)
      await until(() => expect([...here.handled, ...there.handled].sort()).toEqual(idsOf(events)))
    })

    test('ends when what is under way is handled', async () => {
      await using place = await make()
      const begun = Promise.withResolvers<void>()
      const finish = Promise.withResolvers<void>()
      const handled: string[] = []
      const slow: Consumer = {
        name: 'slow',
        topics: ['#'],
        async handle({ id }) {
          begun.resolve()
          await finish.promise
          handled.push(id)
        },
      }
      await using bus = await place.open([slow])
      const consuming = await bus.consume([slow])
      const event = anEvent()
      await bus.publish([event])
      await begun.promise
      const ended = consuming[Symbol.asyncDispose]()
      finish.resolve()
      await ended
      expect(handled).toEqual([event.id])
      await until(async () =>
        expect((await bus.depth()).get('slow')).toEqual({ waiting: 0, dead: 0 }),
      )
    })

    stormTest(make)
  })
}
