import { type DomainEvent, routingKeyOf, topicTakes } from '@holdfast/domain'
import type { TaskList } from 'graphile-worker'
import type { ScheduledJob } from '../jobs/port.ts'
import { openJobQueue, type QueueOptions } from '../jobs/queue.ts'
import { startWorker } from '../jobs/worker.ts'
import { deadCounts, findDead, purgeDead } from './dead-letters.ts'
import {
  type EventJob,
  jobsOf,
  keepJobs,
  MOST_DELIVERIES,
  taskOf,
  waitingCounts,
} from './graphile-jobs.ts'
import type { BusOptions, Consumer, EventBus, EventQueue, QueueDepth } from './port.ts'
import {
  BACK_OFF,
  type BackOff,
  type Judged,
  nextTry,
  pauseAfter,
  reasonOf,
  tryAll,
} from './tries.ts'

export interface GraphileBusOptions extends BusOptions, QueueOptions {
  /** What comes by the clock, done by the same worker. */
  scheduled?: readonly ScheduledJob[]
  backOff?: BackOff
  /** How often it looks without being told, in ms. */
  every?: number
}

/** After so many deliveries one of a job's events may be to blame: each has its own job then. */
const TOGETHER_FOR = 5

/** The bus in PostgreSQL itself: jobs of events for each consumer that takes them. */
export const openGraphileBus = async (options: GraphileBusOptions): Promise<EventBus> => {
  const { queues, scheduled = [], backOff = BACK_OFF, every } = options
  const queue = await openJobQueue(options)
  const { pool } = queue

  const deliver = async (
    consumer: Consumer,
    { events, attempt }: EventJob,
    deliveries: number,
    signal: AbortSignal,
  ): Promise<void> => {
    const { name } = consumer
    const letterOf = (event: unknown, error: unknown) => ({
      consumer: name,
      event,
      error: reasonOf(error),
      attempts: attempt,
    })
    if (deliveries >= MOST_DELIVERIES) {
      const error = 'it was delivered again and again, and never answered'
      const letters = events.map((event) => letterOf(event, error))
      return keepJobs(pool, [], letters)
    }
    if (deliveries > TOGETHER_FOR && events.length > 1) {
      const alone = events.map((event) => ({ consumer: name, events: [event], attempt }))
      return keepJobs(pool, alone)
    }
    const judged = await tryAll(consumer, { messages: events, attempt }, options, signal)
    const interrupted = judged.find(({ verdict }) => verdict === 'interrupted')
    // The whole job is taken again: who has handled an event knows it when it comes twice.
    if (interrupted) throw interrupted.error
    const of = (verdict: Judged['verdict']) => judged.filter((one) => one.verdict === verdict)
    const again = (some: readonly Judged[], verdict: Judged['verdict']) => {
      const next = nextTry(verdict, attempt)
      const pause = pauseAfter(next.step, backOff)
      const messages = some.map(({ message }) => message)
      return { consumer: name, events: messages, attempt: next.attempt, pause }
    }
    const untried = of('untried')
    await keepJobs(
      pool,
      [
        ...[...of('retried'), ...of('away')].map((one) => again([one], one.verdict)),
        ...(untried.length > 0 ? [again(untried, 'untried')] : []),
      ],
      of('dead').map(({ message, error }) => letterOf(message, error)),
    )
  }
  const consume = (consumers: readonly Consumer[]): Promise<AsyncDisposable> => {
    const tasks: TaskList = Object.fromEntries(
      consumers.map((consumer): [string, TaskList[string]] => [
        taskOf(consumer.name),
        (payload, { job, abortSignal }) =>
          deliver(consumer, payload as EventJob, job.attempts, abortSignal),
      ]),
    )
    return startWorker(queue, { tasks, scheduled, ...(every && { every }) })
  }
  const depth = async (): Promise<Map<string, QueueDepth>> => {
    const [waiting, dead] = [await waitingCounts(pool), await deadCounts(pool)]
    return new Map(
      queues.map(({ name }) => [
        name,
        { waiting: waiting.get(taskOf(name)) ?? 0, dead: dead.get(name) ?? 0 },
      ]),
    )
  }
  return {
    publish: (events) =>
      keepJobs(
        pool,
        queues.flatMap((one) => jobsOf(one.name, eventsFor(one, events))),
      ),
    consume,
    depth,
    dead: (choice = {}) => findDead(pool, choice),
    requeue: async (choice) => {
      const taken = await findDead(pool, choice)
      await keepJobs(
        pool,
        taken.flatMap(({ consumer, event }) => jobsOf(consumer, [event])),
      )
      return purgeDead(pool, { ids: taken.map(({ id }) => id) })
    },
    purge: (choice) => purgeDead(pool, choice),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  }
}

const eventsFor = ({ topics }: EventQueue, events: readonly DomainEvent[]): DomainEvent[] =>
  events.filter((event) => topics.some((topic) => topicTakes(topic, routingKeyOf(event))))
