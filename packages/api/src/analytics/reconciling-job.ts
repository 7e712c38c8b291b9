import { hasFacts } from '@holdfast/db'
import type { ScheduledJob } from '@holdfast/infra'
import type { Services } from '../context.ts'
import { reconcileAnalytics } from './record-tasks.ts'

/** How far back what was missed is looked for, in ms. */
const LOOK_BACK = 48 * 60 * 60 * 1000

/** A pattern of keys. */
const EVERY_STATISTICS = 'stats:user:*:daily'

/**
 * Every hour compares the analytics with the audit log, and mends what differs. Where nothing has been
 * counted yet, as in a database that is older than the analytics, it counts everything.
 */
export const analyticsReconciling = (
  services: Pick<Services, 'db' | 'analytics' | 'cached' | 'clock' | 'log'>,
): ScheduledJob => ({
  name: 'reconcile-analytics',
  cron: '47 * * * *',
  async run(signal) {
    const { analytics, cached, clock, log } = services
    const isNew = !(await analytics.read(hasFacts))
    const since = isNew ? null : new Date(clock().getTime() - LOOK_BACK)
    const { facts, days } = await reconcileAnalytics(services, since, signal)
    if (facts + days === 0) return
    log.info({ facts, days }, 'the analytics were mended')
    await cached.invalidate([EVERY_STATISTICS])
  },
})
