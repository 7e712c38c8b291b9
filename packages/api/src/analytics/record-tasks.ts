import {
  clearAnalytics,
  type Database,
  mendDaily,
  readTaskEntries,
  recordFacts,
  tasksEnteredSince,
  tasksInAudit,
} from '@holdfast/db'
import type { TaskId } from '@holdfast/domain'
import { factsOf } from './facts-of.ts'

/** The record, and the database of the analytics, which may be the same. */
export interface AnalyticsDatabases {
  db: Database
  analytics: Database
}

/** What was found wrong and put right. */
export interface Mended {
  /** Audit entries that had not been counted. */
  facts: number
  /** Daily counts that were not the sum of their facts. */
  days: number
}

/** Tasks whose entries are read and counted together. */
const BATCH = 500

/** Counts all entries of these tasks that have not been counted. */
const recordTasks = async (
  { db, analytics }: AnalyticsDatabases,
  ids: readonly TaskId[],
): Promise<number> => {
  const entries = await db.read((reader) => readTaskEntries(reader, ids))
  return recordFacts(analytics, factsOf(entries))
}

const recordAll = async (databases: AnalyticsDatabases, signal?: AbortSignal): Promise<number> => {
  let recorded = 0
  let last: TaskId | null = null
  while (!signal?.aborted) {
    const ids = await databases.db.read((reader) => tasksInAudit(reader, last, BATCH))
    recorded += await recordTasks(databases, ids)
    last = ids.at(-1) ?? null
    if (ids.length < BATCH) break
  }
  return recorded
}

/**
 * Compares the analytics with the audit log and mends differences: counts what was missed, and sets
 * right daily counts that are not the sums of what was counted.
 * @param since tasks of which nothing was entered since then are taken to be complete; null: none is
 */
export const reconcileAnalytics = async (
  databases: AnalyticsDatabases,
  since: Date | null,
  signal?: AbortSignal,
): Promise<Mended> => {
  let facts = 0
  if (since === null) facts = await recordAll(databases, signal)
  else {
    const ids = await databases.db.read((reader) => tasksEnteredSince(reader, since))
    for (let start = 0; start < ids.length && !signal?.aborted; start += BATCH)
      facts += await recordTasks(databases, ids.slice(start, start + BATCH))
  }
  return { facts, days: await mendDaily(databases.analytics) }
}

/**
 * Makes the analytics anew from the audit log. Events that are handled meanwhile are counted once all
 * the same; until it is done figures are too small.
 * @returns how many entries were counted
 */
export const rebuildAnalytics = async (
  databases: AnalyticsDatabases,
  signal?: AbortSignal,
): Promise<number> => {
  await clearAnalytics(databases.analytics)
  return recordAll(databases, signal)
}
