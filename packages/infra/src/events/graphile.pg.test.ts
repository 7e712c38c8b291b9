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
          values: [`event:${queue}`, JSON.stringify({ event: message, attempt: 1 })],
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

test('goes on when its connections were cut', async () => {
  await using place = await make()
  const handled: string[] = []
  await using bus = await place.open([recording(handled)])
  await using _ = await bus.consume([recording(handled)])
  const before = anEvent()
  await bus.publish([before])
  await until(() => expect(handled).toContain(before.id))
  await place.test.database.read((reader) =>
    reader.rows({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE pid <> pg_backend_pid() AND datname = current_database()
               AND application_name <> 'holdfast'`,
    }),
  )
  const after = anEvent()
  await until(() => bus.publish([after]))
  await until(() => expect(handled).toContain(after.id))
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
