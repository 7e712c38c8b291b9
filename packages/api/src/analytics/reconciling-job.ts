import { hasFacts } from '@holdfast/db'
import type { ScheduledJob } from '@holdfast/infra'
import type { Services } from '../context.ts'
import { reconcileAnalytics } from './record-tasks.ts'

/** How far back what was missed is looked for, in ms. */
const LOOK_BACK = 48 * 60 * 60 * 1000

/**
 * Every hour compares the analytics with the audit log, and mends what differs. Where nothing has been
 * counted yet, as in a database that is older than the analytics, it counts everything.
 */
export const analyticsReconciling = (
  services: Pick<Services, 'db' | 'analytics' | 'clock' | 'log'>,
): ScheduledJob => ({
  name: 'reconcile-analytics',
  cron: '47 * * * *',
  async run(signal) {
    const { analytics, clock, log } = services
    const isNew = !(await analytics.read(hasFacts))
    const since = isNew ? null : new Date(clock().getTime() - LOOK_BACK)
    const { facts, days } = await reconcileAnalytics(services, since, signal)
    if (facts + days > 0) log.info({ facts, days }, 'the analytics were mended')
  },
})
