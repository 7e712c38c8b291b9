import type { ScheduledJob } from '@holdfast/infra'
import type { Services } from '../../context.ts'
import { pruneRecord } from './prune-record.ts'

/** Prunes the record every hour. What it did not get to do is done the next time. */
export const pruningJob = (services: Pick<Services, 'db' | 'clock' | 'log'>): ScheduledJob => ({
  name: 'prune-record',
  cron: '17 * * * *',
  async run(signal) {
    services.log.info(await pruneRecord(services, signal), 'the record was pruned')
  },
})
