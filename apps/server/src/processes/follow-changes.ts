import { setTimeout as delay } from 'node:timers/promises'
import { carryEvents, type Services } from '@holdfast/api'
import type { BusOptions, ChangeFeed, EventBus, ScheduledJob, Tried } from '@holdfast/infra'
import { consumersOf, type Mail, scheduledJobsOf, workJobs } from './work-jobs.ts'

interface Opened extends AsyncDisposable {
  bus: EventBus
  feed: ChangeFeed
}

export interface FollowChangesOptions {
  services: Services
  mail: Mail
  open(options: BusOptions & { scheduled: readonly ScheduledJob[] }): Promise<Opened>
}

/** In ms. */
const RETRY = { first: 500, last: 10_000 }

/**
 * Takes what people did to the event bus, once it is committed, and works on what the bus hands out,
 * until it is disposed. Nobody waits for it: neither the start of a server nor a write needs a bus
 * that answers.
 */
export const followChanges = (options: FollowChangesOptions): AsyncDisposable => {
  const { log } = options.services
  const closing = new AbortController()
  const { signal } = closing
  const open = async (): Promise<AsyncDisposable | undefined> => {
    for (let wait = RETRY.first; !signal.aborted; wait = Math.min(wait * 2, RETRY.last)) {
      try {
        return await follow(options)
      } catch (err) {
        log.warn({ err }, 'events cannot be carried yet; it is tried again')
        await delay(wait, undefined, { signal }).catch(() => undefined)
      }
    }
    return undefined
  }
  const following = open()
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      await (await following)?.[Symbol.asyncDispose]()
    },
  }
}

const follow = async ({ services, mail, open }: FollowChangesOptions): Promise<AsyncDisposable> => {
  const { log, metrics } = services
  const consumers = consumersOf(services, mail)
  await using stack = new AsyncDisposableStack()
  const { bus, feed } = stack.use(
    await open({
      queues: consumers,
      scheduled: scheduledJobsOf(services),
      onError: (err) => log.warn({ err }, 'the way of events was disturbed; it goes on'),
      onTried: (tried) => tell(tried, services),
    }),
  )
  stack.use(await workJobs(bus, consumers))
  stack.use(carryEvents({ feed, bus, metrics }))
  return stack.move()
}

const tell = ({ consumer, outcome, seconds, error }: Tried, { metrics, log }: Services): void => {
  metrics.eventConsumed(consumer, outcome, seconds)
  if (outcome === 'retried') log.info({ err: error, consumer }, 'an event is tried again')
  if (outcome === 'dead') log.warn({ err: error, consumer }, 'an event was given up')
}
