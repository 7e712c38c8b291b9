import type { ScheduledJob } from '@holdfast/infra'
import type { Services } from '../context.ts'

/** Compares the search index with the record every hour and mends what differs. */
export const searchReconciling = ({
  searchUpkeep,
  log,
}: Pick<Services, 'searchUpkeep' | 'log'>): ScheduledJob => ({
  name: 'reconcile-search',
  cron: '47 * * * *',
  async run(signal) {
    if (searchUpkeep.engine === null)
      return log.debug({}, 'the database searches by its own index: there is nothing to compare')
    const reconciled = await searchUpkeep.reconcile(signal)
    log.info(reconciled, 'the search index was compared and mended')
  },
})
