import { randomUUID } from 'node:crypto'
import { type DomainEvent, routingKeyOf } from '@holdfast/domain'
import pTimeout from 'p-timeout'
import { type AsyncMessage, Connection, ConsumerStatus, type Envelope } from 'rabbitmq-client'
import type { BusOptions, Consumer, EventBus, QueueDepth } from './port.ts'
import { findDead, removeDead, sendAgain } from './rabbitmq-dead.ts'
import { attemptOf, decode, encode, envelopeOf } from './rabbitmq-message.ts'
import { deadQueueOf, delayQueueOf, EXCHANGE, queueOf, topologyOf } from './rabbitmq-topology.ts'
import { together } from './together.ts'
import {
  BACK_OFF,
  type BackOff,
  type Judged,
  nextTry,
  pauseAfter,
  reasonOf,
  tryAll,
} from './tries.ts'

export interface RabbitBusOptions extends BusOptions {
  /** amqp:// or amqps:// */
  url: string
  backOff?: BackOff
}

/** Events of one consumer that a process has ready, and those that it handles at once. */
const PREFETCHED = 100
const CONCURRENT = 8
/** Of a consumer that takes many: they wait for each other only while it is at others. */
const LANES = { lanes: 4, most: PREFETCHED }
/** In ms. */
const ANSWER_WITHIN = 10_000
const RECONNECT = { retryLow: 200, retryHigh: 5000 }

/**
 * The bus on RabbitMQ: a topic exchange, and for each consumer a quorum queue, one for its dead
 * letters and one for each step of its back-off. What is published, put off or given up is confirmed
 * before it is answered for: a lost connection doubles a message, and loses none.
 * @throws Error when it does not answer
 */
export const openRabbitBus = async (options: RabbitBusOptions): Promise<EventBus> => {
  const { url, queues, backOff = BACK_OFF, onError = () => undefined } = options
  const consumers = queues.map(({ name }) => name)
  const connection = new Connection({
    url,
    connectionName: 'holdfast',
    acquireTimeout: ANSWER_WITHIN,
    connectionTimeout: ANSWER_WITHIN,
    ...RECONNECT,
  })
  connection.on('error', onError)
  const topology = topologyOf(queues, backOff)
  try {
    await declare(connection, topology)
  } catch (error) {
    connection.unsafeDestroy()
    throw error
  }
  const publisher = connection.createPublisher({ confirm: true, ...topology })

  const send = (envelope: Envelope, body: unknown): Promise<void> =>
    inTime(publisher.send(envelope, body))
  const publish = async (events: readonly DomainEvent[]): Promise<void> => {
    const envelope = (event: DomainEvent): Envelope => ({
      ...envelopeOf(event.id, 1),
      exchange: EXCHANGE,
      routingKey: routingKeyOf(event),
    })
    await Promise.all(events.map((event) => send(envelope(event), encode(event))))
  }
  const putOff = (
    { name }: Consumer,
    message: AsyncMessage,
    { attempt, step }: ReturnType<typeof nextTry>,
  ): Promise<void> =>
    send(
      {
        ...envelopeOf(message.messageId, attempt),
        routingKey: delayQueueOf(name, step),
        expiration: String(pauseAfter(step, backOff)),
      },
      message.body,
    )
  const giveUp = (
    { name }: Consumer,
    message: AsyncMessage,
    attempt: number,
    error: unknown,
  ): Promise<void> => {
    const { headers, ...envelope } = envelopeOf(message.messageId, attempt)
    const told = { 'x-error': reasonOf(error), 'x-letter': randomUUID(), 'x-since': Date.now() }
    return send(
      {
        ...envelope,
        headers: { ...headers, ...told },
        routingKey: deadQueueOf(name),
      },
      message.body,
    )
  }
  const consumeOne = (consumer: Consumer, signal: AbortSignal) => {
    const tryMessages = (messages: readonly unknown[], attempt: number): Promise<Judged[]> =>
      tryAll(consumer, { messages, attempt }, options, signal)
    const tryNew = together(LANES, (messages: readonly unknown[]) => tryMessages(messages, 1))
    const tryMessage = async (message: unknown, attempt: number): Promise<Judged> => {
      if (consumer.handleMany && attempt === 1) return tryNew(message)
      const [judged] = await tryMessages([message], attempt)
      return judged ?? { message, verdict: 'untried' }
    }
    const subscription = connection.createConsumer(
      {
        queue: queueOf(consumer.name),
        queueOptions: optionsOf(consumer, topology),
        qos: { prefetchCount: PREFETCHED },
        concurrency: consumer.handleMany ? PREFETCHED : CONCURRENT,
        requeue: true,
      },
      async (message) => {
        const attempt = attemptOf(message.headers)
        const { verdict, error } = await tryMessage(decode(message.body), attempt)
        if (verdict === 'done') return ConsumerStatus.ACK
        if (verdict === 'interrupted' || signal.aborted) return ConsumerStatus.REQUEUE
        if (verdict === 'dead') await giveUp(consumer, message, attempt, error)
        else await putOff(consumer, message, nextTry(verdict, attempt))
        return ConsumerStatus.ACK
      },
    )
    subscription.on('error', onError)
    return subscription
  }
  const consume = async (all: readonly Consumer[]): Promise<AsyncDisposable> => {
    const stopping = new AbortController()
    const subscriptions = all.map((consumer) => consumeOne(consumer, stopping.signal))
    return {
      async [Symbol.asyncDispose]() {
        const late = setTimeout(() => stopping.abort(), ANSWER_WITHIN / 2)
        await Promise.all(subscriptions.map((subscription) => subscription.close()))
        clearTimeout(late)
      },
    }
  }
  const countIn = async (queue: string): Promise<number> =>
    (await connection.queueDeclare({ queue, passive: true })).messageCount
  const depthOf = async (name: string): Promise<QueueDepth> => {
    const delays = [...backOff.keys()].map((nth) => delayQueueOf(name, nth + 1))
    const waiting = await Promise.all([queueOf(name), ...delays].map(countIn))
    return {
      waiting: waiting.reduce((sum, count) => sum + count, 0),
      dead: await countIn(deadQueueOf(name)),
    }
  }
  return {
    publish,
    consume,
    depth: async () =>
      new Map(
        await Promise.all(
          consumers.map(async (name): Promise<[string, QueueDepth]> => [name, await depthOf(name)]),
        ),
      ),
    dead: (choice = {}) => findDead(connection, consumers, choice),
    requeue: (choice) => removeDead(connection, consumers, choice, sendAgain(send)),
    purge: (choice) => removeDead(connection, consumers, choice),
    async [Symbol.asyncDispose]() {
      await publisher.close()
      await connection.close()
    },
  }
}

type Topology = ReturnType<typeof topologyOf>

const declare = async (connection: Connection, topology: Topology): Promise<void> => {
  for (const exchange of topology.exchanges) await connection.exchangeDeclare(exchange)
  for (const queue of topology.queues) await connection.queueDeclare(queue)
  for (const binding of topology.queueBindings) await connection.queueBind(binding)
}

const optionsOf = ({ name }: Consumer, { queues }: Topology): Topology['queues'][number] => {
  const found = queues.find(({ queue }) => queue === queueOf(name))
  if (!found) throw new Error(`the bus was opened without the queue of ${name}`)
  return found
}

/** A broker that takes a message and does not confirm it must not be waited for for ever. */
const inTime = (confirmed: Promise<void>): Promise<void> =>
  pTimeout(confirmed, {
    milliseconds: ANSWER_WITHIN,
    message: `RabbitMQ did not confirm within ${ANSWER_WITHIN} ms`,
  })
