import { testDatabase } from '@holdfast/db/testing'
import { expect, test } from 'vitest'
import { eventBusContract } from './contract.ts'
import { openGraphileBus } from './graphile.ts'
import type { Consumer, EventQueue } from './port.ts'
import { anEvent, until } from './testing/bus-in-test.ts'

const make = async () => {
  const test = await testDatabase()
  const open = (queues: readonly EventQueue[]) =>
    openGraphileBus({ url: test.url, queues, backOff: [5, 10], every: 100 })
  return {
    test,
    open,
    inject: (queue: string, message: string) =>
      test.database.read(async (reader) => {
        await reader.rows({
          text: 'SELECT graphile_worker.add_job($1, $2::json)',
          values: [`event:${queue}`, JSON.stringify({ events: [message], attempt: 1 })],
        })
      }),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}

eventBusContract('graphile', make)

const recording = (handled: string[]): Consumer => ({
  name: 'survivor',
  topics: ['#'],
  async handle({ id }) {
    handled.push(id)
  },
})

test('goes on however often its connections are cut, and ends', async () => {
  await using place = await make()
  const handled: string[] = []
  const cut = () =>
    place.test.database.read((reader) =>
      reader.rows({
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE pid <> pg_backend_pid() AND datname = current_database()
                 AND application_name <> 'holdfast'`,
      }),
    )
  const bus = await place.open([recording(handled)])
  const consuming = await bus.consume([recording(handled)])
  for (let times = 0; times < 8; times++) {
    const event = anEvent()
    await until(() => bus.publish([event]))
    // Every other time in the middle of its starting anew.
    if (times % 2 === 0) await until(() => expect(handled).toContain(event.id))
    await cut()
  }
  const last = anEvent()
  await until(() => bus.publish([last]))
  await until(() => expect(handled).toContain(last.id))
  await cut()
  await consuming[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
})

test('events of one job are handed over together, and one by one where that fails', async () => {
  await using place = await make()
  const together: number[] = []
  const handled: string[] = []
  let poison = ''
  const consumer: Consumer = {
    ...recording(handled),
    async handle({ id }) {
      if (id === poison) throw new Error('poison')
      handled.push(id)
    },
    async handleMany(events) {
      together.push(events.length)
      if (events.some(({ id }) => id === poison)) throw new Error('poison in it')
      handled.push(...events.map(({ id }) => id))
    },
  }
  await using bus = await place.open([consumer])
  const events = Array.from({ length: 250 }, () => anEvent())
  const ids = events.map(({ id }) => id)
  await bus.publish(events)
  {
    await using _ = await bus.consume([consumer])
    await until(() => expect([...handled].sort()).toEqual([...ids].sort()))
    expect(together.sort()).toEqual([100, 100, 50])
  }
  poison = ids[7] ?? ''
  await bus.publish(events)
  await using _ = await bus.consume([consumer])
  await until(async () =>
    expect((await bus.depth()).get('survivor')).toEqual({ waiting: 0, dead: 1 }),
  )
  expect(handled).toHaveLength(2 * ids.length - 1)
  expect(await bus.dead()).toMatchObject([{ event: { id: poison }, attempts: 3 }])
})

test('jobs of a process that was killed are taken by another', async () => {
  await using place = await make()
  const handled: string[] = []
  await using bus = await place.open([recording(handled)])
  const event = anEvent()
  await bus.publish([event])
  const taken = await place.test.database.transact((tx) =>
    tx.rows({
      text: `UPDATE graphile_worker._private_jobs
             SET locked_by = 'pool-of-the-dead', locked_at = now() - interval '6 seconds', attempts = 1
             RETURNING id`,
    }),
  )
  expect(taken).toHaveLength(1)
  await using _ = await bus.consume([recording(handled)])
  await until(() => expect(handled).toEqual([event.id]))
})
