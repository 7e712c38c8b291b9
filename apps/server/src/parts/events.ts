import type { Services } from '@holdfast/api'
import type { Pokes } from '@holdfast/db'
import type { BusOptions, ChangeFeed, EventBus, ScheduledJob } from '@holdfast/infra'
import { logFeed } from '@holdfast/infra/change-feed/log'
import { walFeed } from '@holdfast/infra/change-feed/wal'
import type { Config } from '../config/config.ts'

export interface EventParts extends AsyncDisposable {
  bus: EventBus
  feed: ChangeFeed
}

export interface OpenBusOptions extends BusOptions {
  config: Pick<Config, 'amqpUrl' | 'changeFeed'>
  /** Of the database. */
  url: string
  scheduled: readonly ScheduledJob[]
}

export interface OpenEventsOptions extends OpenBusOptions {
  services: Pick<Services, 'db'>
  pokes: Pokes
}

/**
 * The bus and the feed of this configuration, and whoever does what comes by the clock.
 * @throws Error when one does not answer
 */
export const openEvents = async (options: OpenEventsOptions): Promise<EventParts> => {
  await using stack = new AsyncDisposableStack()
  const { url, pokes, services, onError } = options
  const bus = stack.use(await openBus(options))
  const source = { url, pool: services.db.pool, pokes, ...(onError && { onError }) }
  const feed = options.config.changeFeed === 'wal' ? walFeed(source) : logFeed(source)
  const opened = stack.move()
  return { bus, feed, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/**
 * RabbitMQ, or jobs in the database. What comes by the clock is done by jobs in the database either
 * way. The modules are large, and a server is up without them. @throws Error when one does not answer
 */
export const openBus = async (options: OpenBusOptions): Promise<EventBus> => {
  const { amqpUrl } = options.config
  if (!amqpUrl) {
    const { openGraphileBus } = await import('@holdfast/infra/events/graphile')
    return openGraphileBus(options)
  }
  const { openRabbitBus } = await import('@holdfast/infra/events/rabbitmq')
  const { workScheduled } = await import('@holdfast/infra/jobs/graphile')
  await using stack = new AsyncDisposableStack()
  const bus = stack.use(await openRabbitBus({ ...options, url: amqpUrl }))
  if (options.scheduled.length > 0) stack.use(await workScheduled(options, options.scheduled))
  const opened = stack.move()
  return { ...bus, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
