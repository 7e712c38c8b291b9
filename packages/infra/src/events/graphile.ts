import { type DomainEvent, routingKeyOf, topicTakes } from '@holdfast/domain'
import type { TaskList } from 'graphile-worker'
import type { ScheduledJob } from '../jobs/port.ts'
import { type JobQueue, openJobQueue, type QueueOptions } from '../jobs/queue.ts'
import { startWorker } from '../jobs/worker.ts'
import { buryLetter, deadCounts, findDead, purgeDead } from './dead-letters.ts'
import type { BusOptions, Consumer, EventBus, QueueDepth } from './port.ts'
import { BACK_OFF, type BackOff, pauseAfter, reasonOf, tryOnce } from './tries.ts'

export interface GraphileBusOptions extends BusOptions, QueueOptions {
  /** What comes by the clock, done by the same worker. */
  scheduled?: readonly ScheduledJob[]
  backOff?: BackOff
  /** How often it looks without being told, in ms. */
  every?: number
}

/** A job: one event for one consumer. */
interface Job {
  event: unknown
  attempt: number
}

interface Addressed extends Job {
  queue: string
  /** Before it is handed out, in ms. */
  pause: number
}

/** A job that its process did not live to end is taken again, but not for ever. */
const MOST_DELIVERIES = 25

const taskOf = (queue: string): string => `event:${queue}`

/** The bus in PostgreSQL itself: a job for each event and each consumer that takes it. */
export const openGraphileBus = async (options: GraphileBusOptions): Promise<EventBus> => {
  const { queues, scheduled = [], backOff = BACK_OFF, every } = options
  const queue = await openJobQueue(options)
  const { pool } = queue

  const publish = async (events: readonly DomainEvent[]): Promise<void> => {
    const addressed = events.flatMap((event) => {
      const key = routingKeyOf(event)
      return queues
        .filter(({ topics }) => topics.some((topic) => topicTakes(topic, key)))
        .map(({ name }) => ({ queue: name, event, attempt: 1, pause: 0 }))
    })
    if (addressed.length > 0) await addJobs(queue, addressed)
  }
  const deliver = async (
    consumer: Consumer,
    { event, attempt }: Job,
    signal: AbortSignal,
  ): Promise<void> => {
    const delivery = { message: event, attempt }
    const { verdict, error, ...then } = await tryOnce(consumer, delivery, options, signal)
    const { name } = consumer
    if (verdict === 'interrupted') throw error
    if (verdict === 'retried') {
      const pause = pauseAfter(then.pause, backOff)
      await addJobs(queue, [{ queue: name, event, attempt: then.next, pause }])
    }
    if (verdict === 'dead')
      await buryLetter(pool, { consumer: name, event, error: reasonOf(error), attempts: attempt })
  }
  const consume = (consumers: readonly Consumer[]): Promise<AsyncDisposable> => {
    const tasks: TaskList = Object.fromEntries(
      consumers.map((consumer): [string, TaskList[string]] => [
        taskOf(consumer.name),
        (job, { abortSignal }) => deliver(consumer, job as Job, abortSignal),
      ]),
    )
    return startWorker(queue, { tasks, scheduled, ...(every && { every }) })
  }
  const depth = async (): Promise<Map<string, QueueDepth>> => {
    const [waiting, dead] = [await waitingCounts(queue), await deadCounts(pool)]
    return new Map(
      queues.map(({ name }) => [
        name,
        { waiting: waiting.get(taskOf(name)) ?? 0, dead: dead.get(name) ?? 0 },
      ]),
    )
  }
  return {
    publish,
    consume,
    depth,
    dead: (choice = {}) => findDead(pool, choice),
    requeue: async (choice) => {
      const taken = await findDead(pool, choice)
      const again = taken.map(({ consumer, event }) => ({
        queue: consumer,
        event,
        attempt: 1,
        pause: 0,
      }))
      if (again.length > 0) await addJobs(queue, again)
      return purgeDead(pool, { ids: taken.map(({ id }) => id) })
    },
    purge: (choice) => purgeDead(pool, choice),
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  }
}

const addJobs = async ({ pool }: JobQueue, deliveries: readonly Addressed[]): Promise<void> => {
  const specs = deliveries.map(({ queue, event, attempt, pause }) => ({
    identifier: taskOf(queue),
    payload: { event, attempt },
    max_attempts: MOST_DELIVERIES,
    run_at: pause > 0 ? new Date(Date.now() + pause).toISOString() : null,
  }))
  await pool.query({
    name: 'add-event-jobs',
    text: `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
             SELECT json_populate_record(NULL::graphile_worker.job_spec, spec)
             FROM json_array_elements($1::json) AS spec
           ))`,
    values: [JSON.stringify(specs)],
  })
}

const waitingCounts = async ({ pool }: JobQueue): Promise<Map<string, number>> => {
  const { rows } = await pool.query<{ task: string; waiting: number }>({
    name: 'event-jobs-waiting',
    text: `SELECT task_identifier AS task, count(*)::int AS waiting
           FROM graphile_worker.jobs GROUP BY task_identifier`,
  })
  return new Map(rows.map(({ task, waiting }) => [task, waiting]))
}
