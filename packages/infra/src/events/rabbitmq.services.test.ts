import { sharedRabbit } from '@holdfast/tooling/services'
import { Connection } from 'rabbitmq-client'
import { eventBusContract } from './contract.ts'
import type { EventQueue } from './port.ts'
import { openRabbitBus } from './rabbitmq.ts'
import { queueOf } from './rabbitmq-topology.ts'

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
