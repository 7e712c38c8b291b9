import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import {
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
} from 'graphile-worker'
import pTimeout from 'p-timeout'
import type { Pool } from 'pg'
import type { ScheduledJob } from './port.ts'
import type { JobQueue } from './queue.ts'

export interface WorkerParts {
  tasks?: TaskList
  scheduled?: readonly ScheduledJob[]
  /** How often it looks without being told, in ms. Default 2000. */
  every?: number
}

const CONCURRENT = 4
/**
 * How long ends of jobs wait to be written together, in ms. The library writes a single end with
 * nobody listening, so that one that cannot be written would end the server.
 */
const TOGETHER = 10
/** Turns that no server was there to take are made up for by one, when they are not older, in ms. */
const MISSED = 24 * 60 * 60 * 1000
/** How often jobs of processes that are gone are looked for, in ms. */
const ORPHANS_EVERY = 5000
/** A worker that ended, or lost its database, is started again, in ms. */
const RETRY = { first: 200, last: 5000 }

/** How long a worker that has begun to end may take, in ms: its jobs are others' then. */
const ENDS_WITHIN = 10_000

/**
 * Does the jobs of these tasks, and scheduled ones, until it is disposed: then those under way end.
 * It is started again whenever it ends by itself.
 */
export const startWorker = async (
  queue: JobQueue,
  parts: WorkerParts,
): Promise<AsyncDisposable> => {
  const closing = new AbortController()
  const closed = new Promise<void>((resolve) => {
    closing.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  let working = await runWorker(queue, parts)
  const supervise = async (): Promise<void> => {
    for (let wait = RETRY.first; !closing.signal.aborted; wait = Math.min(wait * 2, RETRY.last)) {
      await Promise.race([working.ended, closed])
      await delay(wait, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      await working[Symbol.asyncDispose]()
      try {
        working = await runWorker(queue, parts)
        wait = RETRY.first
      } catch (error) {
        queue.onError(error)
      }
    }
  }
  const supervision = supervise()
  const orphans = setInterval(() => unlockOrphans(queue.pool).catch(queue.onError), ORPHANS_EVERY)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(orphans)
      closing.abort()
      await supervision
      await working[Symbol.asyncDispose]()
    },
  }
}

interface Working extends AsyncDisposable {
  /** It does nothing any more, or cannot be relied on to take jobs. */
  ended: Promise<void>
}

const runWorker = async (queue: JobQueue, parts: WorkerParts): Promise<Working> => {
  const work = queue.openWorkPool()
  const events: WorkerEvents = new EventEmitter()
  // Left to itself it would try again at growing intervals of minutes, or never get over it.
  const lost = new Promise<void>((resolve) => {
    events.once('pool:listen:error', () => resolve())
    events.once('worker:getJob:error', () => resolve())
    events.once('pool:gracefulShutdown', () => resolve())
  })
  try {
    const runner = await runOn(work.pool, events, queue, parts)
    return {
      ended: Promise.race([runner.promise.catch(queue.onError), lost]),
      async [Symbol.asyncDispose]() {
        await endInTime(runner)
        await work[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await work[Symbol.asyncDispose]()
    throw error
  }
}

/** One that loses its database while it ends may never say that it has ended. */
const endInTime = async (runner: Runner): Promise<void> => {
  // One that is ending by itself cannot be stopped.
  const stopped = runner.stop().catch(() => undefined)
  const ended = runner.promise.catch(() => undefined)
  await pTimeout(Promise.all([stopped, ended]), {
    milliseconds: ENDS_WITHIN,
    fallback: () => undefined,
  })
}

const runOn = (
  pool: Pool,
  events: WorkerEvents,
  { logger, onError }: JobQueue,
  { tasks = {}, scheduled = [], every = 2000 }: WorkerParts,
): Promise<Runner> => {
  events.on('pool:listen:success', ({ workerPool, client }) => {
    // Not yet: it is about to listen, and a connection does one thing at a time.
    client.once('drain', () => nameAfter(workerPool, client).catch(onError))
  })
  return run({
    pgPool: pool,
    logger,
    events,
    noHandleSignals: true,
    taskList: { ...tasks, ...tasksOf(scheduled) },
    parsedCronItems: parseCronItems(scheduled.map(cronItemOf)),
    preset: {
      worker: {
        concurrentJobs: CONCURRENT,
        pollInterval: every,
        completeJobBatchDelay: TOGETHER,
        failJobBatchDelay: TOGETHER,
      },
    },
  })
}

const taskOf = ({ name }: ScheduledJob): string => `job:${name}`

const cronItemOf = (job: ScheduledJob) => ({
  task: taskOf(job),
  match: job.cron,
  identifier: job.name,
  options: {
    jobKey: taskOf(job),
    jobKeyMode: 'preserve_run_at' as const,
    maxAttempts: 5,
    backfillPeriod: MISSED,
  },
})

const tasksOf = (scheduled: readonly ScheduledJob[]): TaskList =>
  Object.fromEntries(
    scheduled.map((job): [string, TaskList[string]] => [
      taskOf(job),
      (_, { abortSignal }) => job.run(abortSignal),
    ]),
  )

/** Its listening connection carries the worker's name, by which others see whether it lives. */
const nameAfter = (workerPool: WorkerPool, client: Pick<Pool, 'query'>): Promise<unknown> =>
  client.query("SELECT set_config('application_name', $1, false)", [workerPool.id])

/**
 * Gives back the jobs of processes that are gone: they would stay theirs for four hours. A process
 * that only lost its connection may have to do some of its jobs twice.
 */
const unlockOrphans = (pool: Pool): Promise<unknown> =>
  pool.query(
    `SELECT graphile_worker.force_unlock_workers(ARRAY(
       SELECT DISTINCT locked_by FROM graphile_worker.jobs
       WHERE locked_at < now() - interval '5 seconds' AND locked_by NOT IN (
         SELECT application_name FROM pg_stat_activity WHERE datname = current_database()
       )
     ))`,
  )
