import {
  accountMailer,
  accountRequests,
  analyticsReconciling,
  analyticsRecorder,
  cacheInvalidator,
  type NotifierPorts,
  notifier,
  pruningJob,
  type Services,
  searchIndexer,
  searchReconciling,
} from '@holdfast/api'
import { routingKeyOf } from '@holdfast/domain'
import type { Consumer, EventBus, ScheduledJob } from '@holdfast/infra'

/** What consumers write to people with. */
export type Mail = Pick<NotifierPorts, 'mailer' | 'appUrl'>

/** All who follow events. Their queues fill from the first start of a server that lists them. */
export const consumerNames = [
  'cache-invalidator',
  'analytics-recorder',
  'search-indexer',
  'notifier',
  'account-requests',
  'account-mailer',
] as const
type ConsumerName = (typeof consumerNames)[number]

export const consumersOf = (services: Services, mail: Mail): Consumer[] => {
  const consumers: Record<ConsumerName, Consumer> = {
    'cache-invalidator': cacheInvalidator(services),
    'analytics-recorder': analyticsRecorder(services),
    'search-indexer': searchIndexer(services),
    notifier: notifier({ services, ...mail }),
    'account-requests': accountRequests(services),
    'account-mailer': accountMailer({ services, ...mail }),
  }
  return Object.values(consumers).map((consumer) => traced(consumer, services))
}

/** All that comes by the clock. Of several servers one does each turn. */
export const scheduledJobsOf = (services: Services): ScheduledJob[] => {
  const jobs = [pruningJob(services), analyticsReconciling(services), searchReconciling(services)]
  return jobs.map((job) => counted(job, services))
}

/** Hands events to those who follow them. */
export const workJobs = (bus: EventBus, consumers: readonly Consumer[]): Promise<AsyncDisposable> =>
  bus.consume(consumers)

const traced = (consumer: Consumer, { tracing }: Services): Consumer => {
  const { name, handleMany } = consumer
  return {
    ...consumer,
    handle(event, signal) {
      const facts = { event: event.id, key: routingKeyOf(event) }
      return tracing.span(`event ${name}`, facts, () => consumer.handle(event, signal))
    },
    ...(handleMany && {
      handleMany: (events, signal) =>
        tracing.span(`events ${name}`, { events: events.length }, () => handleMany(events, signal)),
    }),
  }
}

const counted = (job: ScheduledJob, { metrics, log }: Services): ScheduledJob => ({
  ...job,
  async run(signal) {
    const began = performance.now()
    const seconds = () => (performance.now() - began) / 1000
    try {
      await job.run(signal)
      metrics.jobRan(job.name, 'done', seconds())
    } catch (error) {
      metrics.jobRan(job.name, 'failed', seconds())
      log.warn({ err: error, job: job.name }, 'a scheduled job failed; it is tried again')
      throw error
    }
  },
})
