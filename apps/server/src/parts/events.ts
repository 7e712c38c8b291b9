import type { Services } from '@holdfast/api'
import type { Pokes } from '@holdfast/db'
import type { BusOptions, ChangeFeed, EventBus, ScheduledJob } from '@holdfast/infra'
import { logFeed } from '@holdfast/infra/change-feed/log'
import type { Config } from '../config/config.ts'

export interface EventParts extends AsyncDisposable {
  bus: EventBus
  feed: ChangeFeed
}

export interface OpenEventsOptions extends BusOptions {
  config: Pick<Config, 'amqpUrl' | 'changeFeed'>
  /** Of the database. */
  url: string
  services: Pick<Services, 'db'>
  pokes: Pokes
  scheduled: readonly ScheduledJob[]
}

/**
 * The bus and the feed of this configuration, and whoever does what comes by the clock.
 * @throws Error when one does not answer
 */
export const openEvents = async (options: OpenEventsOptions): Promise<EventParts> => {
  await using stack = new AsyncDisposableStack()
  const { url, pokes, services, onError } = options
  const bus = stack.use(await openBus(options))
  const feed = logFeed({ url, pool: services.db.pool, pokes, ...(onError && { onError }) })
  const opened = stack.move()
  return { bus, feed, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** The modules are large, and a server is up without them. */
const openBus = async (options: OpenEventsOptions): Promise<EventBus> => {
  const { openGraphileBus } = await import('@holdfast/infra/events/graphile')
  return openGraphileBus(options)
}
