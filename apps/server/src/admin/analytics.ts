import { type AnalyticsDatabases, rebuildAnalytics, reconcileAnalytics } from '@holdfast/api'
import { migrateUp, openDatabase } from '@holdfast/db'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { openLog } from '../log/open-log.ts'
import { openAnalytics } from '../parts/analytics.ts'
import { say } from './say.ts'
import { withRecord } from './with-record.ts'

const withAnalytics = (
  config: Config,
  work: (databases: AnalyticsDatabases) => Promise<void>,
): Promise<void> =>
  withRecord(config, async (url) => {
    await migrateUp(url)
    await using db = await openDatabase({ url })
    await using analytics = await openAnalytics(config, db, openLog('warn'))
    await work({ db, analytics: analytics.database })
  })

/** `holdfast analytics rebuild|reconcile`. */
export const analyticsCommand = (config: () => Config): Command => {
  const command = new Command('analytics').description('count again what happened to tasks')
  command
    .command('rebuild')
    .description('forget all counts and make them anew from the audit log')
    .action(() =>
      withAnalytics(config(), async (databases) => {
        say(`Counted ${await rebuildAnalytics(databases)} events.`)
      }),
    )
  command
    .command('reconcile')
    .description('compare the counts with the audit log and mend what differs')
    .action(() =>
      withAnalytics(config(), async (databases) => {
        const { facts, days } = await reconcileAnalytics(databases, null)
        say(`Counted ${facts} events that were missing, and set ${days} daily counts right.`)
      }),
    )
  return command
}
