import type { Channel, Connection, Envelope, SyncMessage } from 'rabbitmq-client'
import type { DeadLetter, DeadLetterChoice } from './port.ts'
import { decode, envelopeOf } from './rabbitmq-message.ts'
import { deadQueueOf, queueOf } from './rabbitmq-topology.ts'

/** What is done with a dead letter that was taken out to be looked at. */
type Fate = 'keep' | 'remove'

/**
 * Takes every dead letter of a consumer out, one after the other, and puts back what is kept. Until
 * then another who looks sees fewer.
 */
const visit = async (
  connection: Connection,
  consumer: string,
  decide: (letter: DeadLetter, message: SyncMessage) => Fate | Promise<Fate>,
): Promise<void> => {
  const channel: Channel = await connection.acquire()
  try {
    for (;;) {
      const message = await channel.basicGet({ queue: deadQueueOf(consumer), noAck: false })
      if (!message) return
      const fate = await decide(letterOf(consumer, message), message)
      if (fate === 'remove') channel.basicAck({ deliveryTag: message.deliveryTag })
    }
  } finally {
    // What was not answered goes back to its place.
    await channel.close()
  }
}

const letterOf = (consumer: string, message: SyncMessage): DeadLetter => {
  const headers = message.headers ?? {}
  const { 'x-error': error, 'x-attempt': attempts, 'x-letter': id, 'x-since': since } = headers
  return {
    id: String(id ?? message.messageId ?? ''),
    consumer,
    event: decode(message.body),
    error: String(error ?? 'it was delivered again and again, and never answered'),
    attempts: Number(attempts ?? 1),
    since: new Date(Number(since ?? 0)),
  }
}

const isChosen = ({ id }: DeadLetter, { ids }: DeadLetterChoice): boolean =>
  ids === undefined || ids.includes(id)

const chosenOf = (consumers: readonly string[], { consumer }: DeadLetterChoice): string[] =>
  consumers.filter((name) => consumer === undefined || consumer === name)

export const findDead = async (
  connection: Connection,
  consumers: readonly string[],
  choice: DeadLetterChoice,
): Promise<DeadLetter[]> => {
  const found: DeadLetter[] = []
  for (const consumer of chosenOf(consumers, choice))
    await visit(connection, consumer, (letter) => {
      if (isChosen(letter, choice)) found.push(letter)
      return 'keep'
    })
  return found.sort((a, b) => a.since.getTime() - b.since.getTime())
}

/** @param before done with each that is chosen before it is removed @returns how many */
export const removeDead = async (
  connection: Connection,
  consumers: readonly string[],
  choice: DeadLetterChoice,
  before: (consumer: string, message: SyncMessage) => Promise<void> = async () => undefined,
): Promise<number> => {
  let removed = 0
  for (const consumer of chosenOf(consumers, choice))
    await visit(connection, consumer, async (letter, message) => {
      if (!isChosen(letter, choice)) return 'keep'
      await before(consumer, message)
      removed++
      return 'remove'
    })
  return removed
}

/** Puts a dead letter back at the end of its queue, as if it had never been tried. */
export const sendAgain =
  (send: (envelope: Envelope, body: unknown) => Promise<void>) =>
  (consumer: string, { body, messageId }: SyncMessage): Promise<void> =>
    send({ ...envelopeOf(messageId, 1), routingKey: queueOf(consumer) }, body)
