import { sharedRabbit, startRabbit } from '@holdfast/tooling/services'
import { Connection } from 'rabbitmq-client'
import { expect, test } from 'vitest'
import { eventBusContract } from './contract.ts'
import type { Consumer, EventQueue } from './port.ts'
import { openRabbitBus } from './rabbitmq.ts'
import { queueOf } from './rabbitmq-topology.ts'
import { anEvent, until } from './testing/bus-in-test.ts'

const make = async () => {
  const { url } = await sharedRabbit()
  return {
    open: (queues: readonly EventQueue[]) => openRabbitBus({ url, queues, backOff: [5, 10] }),
    async inject(queue: string, message: string) {
      const connection = new Connection(url)
      const publisher = connection.createPublisher({ confirm: true })
      await publisher.send({ routingKey: queueOf(queue), durable: true }, Buffer.from(message))
      await publisher.close()
      await connection.close()
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

eventBusContract('rabbitmq', make)

test('goes on when the broker was killed, and has what was published before', async () => {
  await using rabbit = await startRabbit()
  const handled = new Set<string>()
  const consumer: Consumer = {
    name: 'survivor',
    topics: ['#'],
    async handle({ id }) {
      handled.add(id)
    },
  }
  const errors: unknown[] = []
  await using bus = await openRabbitBus({
    url: rabbit.url,
    // The broker writes a new quorum queue down only with the next: of those that were declared just
    // before it was killed, the last one never serves again.
    queues: [consumer, { name: 'last', topics: [] }],
    onError: (error) => errors.push(error),
  })
  const before = Array.from({ length: 50 }, () => anEvent())
  await bus.publish(before)
  await rabbit.process.kill()
  await expect(bus.publish([anEvent()])).rejects.toThrow()
  await rabbit.process.restart()
  await using _ = await bus.consume([consumer])
  const after = anEvent()
  await until(() => bus.publish([after]), 60_000)
  await until(() => {
    for (const { id } of [...before, after]) expect(handled).toContain(id)
  }, 60_000)
  expect(errors.length).toBeGreaterThan(0)
}, 180_000)
