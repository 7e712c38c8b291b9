import type { PublisherProps } from 'rabbitmq-client'
import type { EventQueue } from './port.ts'
import type { BackOff } from './tries.ts'

type Topology = Required<Pick<PublisherProps, 'exchanges' | 'queues' | 'queueBindings'>>
type QueueArguments = NonNullable<Topology['queues'][number]['arguments']>

/** Where events are published, by routing key. */
export const EXCHANGE = 'holdfast.events'
/** Where what is given up goes, by the name of its queue. */
const DEAD_EXCHANGE = 'holdfast.dead'

/** A message that was delivered and not answered so often is dead: it may end whoever takes it. */
const MOST_DELIVERIES = 20
/** Beyond it publishing is refused, and events wait in the feed. */
const MOST_WAITING = 1_000_000
/** Looking at dead letters counts as deliveries, of which newer versions allow few if nothing is said. */
const ANY_NUMBER = 2 ** 31 - 1

export const queueOf = (consumer: string): string => `holdfast.${consumer}`
export const deadQueueOf = (consumer: string): string => `${queueOf(consumer)}.dead`
/** One for each step of the back-off. @param attempt the one that failed, from 1 */
export const delayQueueOf = (consumer: string, attempt: number): string =>
  `${queueOf(consumer)}.delay-${attempt}`

/** Nothing that a quorum queue passes on is lost on the way, whatever fails in between. */
const passingOn = (exchange: string, routingKey: string): QueueArguments => ({
  'x-queue-type': 'quorum',
  'x-dead-letter-exchange': exchange,
  'x-dead-letter-routing-key': routingKey,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
  'x-max-length': MOST_WAITING,
})

const durable = true

/**
 * The exchanges and queues of these consumers. Declared with every connection: a broker that came
 * back empty would take events to nowhere.
 */
export const topologyOf = (queues: readonly EventQueue[], backOff: BackOff): Topology => ({
  exchanges: [
    { exchange: EXCHANGE, type: 'topic', durable },
    { exchange: DEAD_EXCHANGE, type: 'direct', durable },
  ],
  queues: queues.flatMap(({ name }) => queuesOf(name, backOff)),
  queueBindings: queues.flatMap(({ name, topics }) => {
    const queue = queueOf(name)
    return [
      { queue: deadQueueOf(name), exchange: DEAD_EXCHANGE, routingKey: queue },
      ...topics.map((routingKey) => ({ queue, exchange: EXCHANGE, routingKey })),
    ]
  }),
})

const queuesOf = (consumer: string, backOff: BackOff): Topology['queues'] => {
  const queue = queueOf(consumer)
  const delays = [...backOff.keys()].map((nth) => delayQueueOf(consumer, nth + 1))
  const dead: QueueArguments = { 'x-queue-type': 'quorum', 'x-delivery-limit': ANY_NUMBER }
  const own = { ...passingOn(DEAD_EXCHANGE, queue), 'x-delivery-limit': MOST_DELIVERIES }
  return [
    { queue: deadQueueOf(consumer), durable, arguments: dead },
    ...delays.map((delay) => ({ queue: delay, durable, arguments: passingOn('', queue) })),
    { queue, durable, arguments: own },
  ]
}
