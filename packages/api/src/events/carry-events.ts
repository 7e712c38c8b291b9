import type { ChangeFeed, EventBus } from '@holdfast/infra'
import type { Metrics } from '../metrics.ts'

export interface CarryEventsOptions {
  feed: ChangeFeed
  bus: Pick<EventBus, 'publish' | 'depth'>
  metrics: Pick<Metrics, 'watch'>
}

/**
 * Takes every audit entry to the bus, once it is committed, until it is disposed. The feed moves on
 * only when the bus has them, so none is lost; one may come twice. Of several servers one carries.
 */
export const carryEvents = ({ feed, bus, metrics }: CarryEventsOptions): AsyncDisposable => {
  metrics.watch('holdfast_feed_lag_seconds', async () => (await feed.lag()).oldest / 1000)
  metrics.watch('holdfast_feed_uncarried', async () => (await feed.lag()).events)
  const queues = async (of: 'waiting' | 'dead') =>
    new Map([...(await bus.depth())].map(([queue, depth]) => [queue, depth[of]]))
  metrics.watch('holdfast_queue_waiting', () => queues('waiting'))
  metrics.watch('holdfast_queue_dead', () => queues('dead'))
  return feed.follow((events) => bus.publish(events))
}
