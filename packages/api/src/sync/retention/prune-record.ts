import { setTimeout as delay } from 'node:timers/promises'
import {
  type Database,
  prunableBuckets,
  pruneBucket,
  pruneConflicts,
  pruneResults,
  type Transaction,
} from '@holdfast/db'
import { CONFLICT_DAYS, isoDate } from '@holdfast/domain'
import { MAX_PUSH } from '@holdfast/sync'
import {
  DELETED_DAYS,
  forgetDeleted,
  LINK_DAYS,
  PENDING_DAYS,
  pruneLinks,
  prunePending,
  pruneRequests,
  REQUEST_HOURS,
} from '../../accounts/retention.ts'
import {
  MAIL_DAYS,
  pruneMails,
  pruneNotifications,
  READ_DAYS,
  SENDING_HOURS,
  settleLostMails,
} from '../../notifications/retention.ts'

/** Days for which the log tells what changed. A device that was away for longer joins anew. */
const LOG_DAYS = 30
/** Days for which what became of a mutation is kept, beyond the last ones of each client. */
const RESULT_DAYS = 30

const DAY_MS = 24 * 60 * 60 * 1000

export interface PruneServices {
  db: Pick<Database, 'read' | 'transact'>
  clock: () => Date
}

/** How hard the database is worked. */
export interface PruneLimits {
  /** Most rows of one transaction. */
  batch: number
  /** Between two transactions, in ms. */
  pause: number
}

const PRUNE_LIMITS: PruneLimits = { batch: 1000, pause: 50 }

/** How many of each are gone. */
export interface Pruned {
  commits: number
  results: number
  conflicts: number
  notifications: number
  mails: number
  /** Nobody worked off what was asked. */
  requests: number
  /** Accounts that nobody confirmed. */
  pending: number
  links: number
  /** Deleted accounts of which it is no longer known whose they were. */
  forgotten: number
  /** Not gone: mails of which nobody knows whether they went, now known as such. */
  lostMails: number
}

/**
 * Deletes what the record keeps for sync, notifications and accounts once it is old enough, in small transactions. Stopped
 * between two of them, the next time goes on from there.
 */
export const pruneRecord = async (
  { db, clock }: PruneServices,
  signal: AbortSignal,
  limits: PruneLimits = PRUNE_LIMITS,
): Promise<Pruned> => {
  const ago = (days: number) => new Date(clock().getTime() - days * DAY_MS)
  const { batch, pause } = limits
  const repeat = async (prune: (tx: Transaction) => Promise<number>): Promise<number> => {
    for (let all = 0; ; ) {
      if (signal.aborted) return all
      const gone = await db.transact(prune)
      all += gone
      if (gone < batch) return all
      await delay(pause, undefined, { signal }).catch(() => undefined)
    }
  }

  const before = ago(LOG_DAYS)
  let commits = 0
  let after = ''
  for (;;) {
    const buckets = await db.read((reader) => prunableBuckets(reader, after, before, batch))
    for (const bucket of buckets)
      commits += await repeat((tx) => pruneBucket(tx, bucket, { before, most: batch }))
    after = buckets.at(-1) ?? after
    if (buckets.length < batch || signal.aborted) break
  }
  const results = await repeat((tx) => pruneResults(tx, ago(RESULT_DAYS), MAX_PUSH, batch))
  const old = isoDate(ago(CONFLICT_DAYS))
  const conflicts = await repeat((tx) => pruneConflicts(tx, old, batch))
  const notifications = await repeat((tx) => pruneNotifications(tx, ago(READ_DAYS), batch))
  const mails = await repeat((tx) => pruneMails(tx, ago(MAIL_DAYS), batch))
  const lostMails = await repeat((tx) => settleLostMails(tx, ago(SENDING_HOURS / 24), batch))
  const requests = await repeat((tx) => pruneRequests(tx, ago(REQUEST_HOURS / 24), batch))
  const pending = await repeat((tx) => prunePending(tx, ago(PENDING_DAYS), batch))
  const links = await repeat((tx) => pruneLinks(tx, ago(LINK_DAYS), batch))
  const forgotten = await repeat((tx) => forgetDeleted(tx, ago(DELETED_DAYS), batch))
  const accounts = { requests, pending, links, forgotten }
  return { commits, results, conflicts, notifications, mails, lostMails, ...accounts }
}
