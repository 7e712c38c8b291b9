import type { ScheduledJob } from '@holdfast/infra'
import { EVERY_SEARCH } from '../cache/keys.ts'
import type { Services } from '../context.ts'

/** Compares the search index with the record every hour and mends what differs. */
export const searchReconciling = ({
  searchUpkeep,
  cached,
  log,
}: Pick<Services, 'searchUpkeep' | 'cached' | 'log'>): ScheduledJob => ({
  name: 'reconcile-search',
  cron: '47 * * * *',
  async run(signal) {
    if (searchUpkeep.engine === null)
      return log.debug({}, 'the database searches by its own index: there is nothing to compare')
    const reconciled = await searchUpkeep.reconcile(signal)
    if (reconciled.written + reconciled.removed > 0) await cached.invalidate([EVERY_SEARCH])
    log.info(reconciled, 'the search index was compared and mended')
  },
})
