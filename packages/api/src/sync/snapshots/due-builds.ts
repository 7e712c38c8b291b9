import {
  type Database,
  largeBuckets,
  largeOf,
  newsSizes,
  type Reader,
  readySnapshots,
  supersedeSnapshots,
} from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import { MOST_OF_A_COMMIT, PAGE_VERSION } from '@holdfast/sync'

/** When a bucket gets a snapshot, and when another. */
export interface SnapshotLimits {
  /** Buckets of fewer rows come with the pull. */
  leastRows: number
  /** A snapshot is built anew after so many changes, or after a tenth of its rows where that is more. */
  leastChanges: number
}

export const SNAPSHOT_LIMITS: SnapshotLimits = { leastRows: 2000, leastChanges: 5000 }

/** Is a snapshot to be built anew after what came since? */
const isStale = (
  { rows }: { rows: number },
  since: { changes: number; largest: number },
  { leastChanges }: SnapshotLimits,
): boolean => since.changes >= Math.max(leastChanges, rows / 10) || since.largest > MOST_OF_A_COMMIT

export interface DueOptions {
  db: Pick<Database, 'epoch' | 'readSnapshot' | 'transact'>
  limits: SnapshotLimits
  clock: () => Date
}

/**
 * The buckets of these, or of all, that want a snapshot now: large without a current one, or much
 * changed since. One that has become small is offered no more.
 */
export const dueBuilds = async (
  buckets: ReadonlySet<Bucket> | 'all',
  { db, limits, clock }: DueOptions,
): Promise<Bucket[]> => {
  const { due, small } = await db.readSnapshot(async (reader) => {
    const looked = buckets === 'all' ? await allCandidates(reader, limits) : [...buckets]
    const time = { epoch: db.epoch, pageVersion: PAGE_VERSION }
    const ready = await readySnapshots(reader, looked, time)
    const since = await newsSizes(reader, new Map([...ready].map(([bucket, { n }]) => [bucket, n])))
    const wanting = looked.filter((bucket) => {
      const snapshot = ready.get(bucket)
      const news = since.get(bucket)
      return !snapshot || (news !== undefined && isStale(snapshot, news, limits))
    })
    const large = new Set(await largeOf(reader, wanting, limits.leastRows))
    return {
      due: wanting.filter((bucket) => large.has(bucket)),
      small: wanting.filter((bucket) => !large.has(bucket) && ready.has(bucket)),
    }
  })
  if (small.length > 0) await db.transact((tx) => supersedeSnapshots(tx, small, clock()))
  return due
}

const allCandidates = async (reader: Reader, { leastRows }: SnapshotLimits): Promise<Bucket[]> => {
  const known = await reader.rows<{ bucket: Bucket }>({
    text: 'SELECT DISTINCT bucket FROM sync.snapshots WHERE superseded_at IS NULL',
  })
  const large = await largeBuckets(reader, leastRows)
  return [...new Set([...known.map(({ bucket }) => bucket), ...large])]
}
