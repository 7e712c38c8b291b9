import type { Bucket } from '@holdfast/domain'
import type { Reader, Transaction } from '../reader.ts'

/** A bucket kept ready, as the catalogue knows it. Its pages are named by whoever keeps them. */
export interface Snapshot<Page = unknown> {
  bucket: Bucket
  /** The position that it shows the bucket at. */
  n: number
  /** Names its pages' blobs; unlike a position never used twice. */
  build: string
  epoch: string
  /** Of the format of its pages. */
  pageVersion: number
  rows: number
  pages: Page[]
}

/** Of which life, in which format, and at which moment. */
export interface SnapshotTime {
  epoch: string
  pageVersion: number
  now: Date
}

/** How long a snapshot can still be fetched once there is a newer one, in ms. */
export const SUPERSEDED_FOR = 60 * 60 * 1000

const columns = `bucket, n, build, epoch, page_version AS "pageVersion", rows, pages`
const isCurrent = `superseded_at IS NULL AND epoch = $2 AND page_version = $3`

/** The newest snapshot of each bucket that has one. */
export const readySnapshots = async <Page>(
  reader: Reader,
  buckets: readonly Bucket[],
  { epoch, pageVersion }: Omit<SnapshotTime, 'now'>,
): Promise<Map<Bucket, Snapshot<Page>>> => {
  if (buckets.length === 0) return new Map()
  const found = await reader.rows<Snapshot<Page>>({
    name: 'ready-snapshots',
    text: `SELECT ${columns} FROM sync.snapshots WHERE bucket = ANY ($1) AND ${isCurrent}`,
    values: [buckets, epoch, pageVersion],
  })
  return new Map(found.map((snapshot) => [snapshot.bucket, snapshot]))
}

/** Makes a snapshot the one that is offered; the one before can be fetched for a while yet. */
export const publishSnapshot = async (
  tx: Transaction,
  snapshot: Snapshot,
  now: Date,
): Promise<void> => {
  const { bucket, n, build, epoch, pageVersion, rows, pages } = snapshot
  await tx.rows({
    text: `UPDATE sync.snapshots SET superseded_at = $2
           WHERE bucket = $1 AND superseded_at IS NULL`,
    values: [bucket, now],
  })
  await tx.rows({
    text: `INSERT INTO sync.snapshots AS known (bucket, n, build, epoch, page_version, rows, pages, built_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (bucket, n) DO UPDATE SET
             build = excluded.build, epoch = excluded.epoch, page_version = excluded.page_version,
             rows = excluded.rows, pages = excluded.pages, built_at = excluded.built_at,
             superseded_at = NULL`,
    values: [bucket, n, build, epoch, pageVersion, rows, JSON.stringify(pages), now],
  })
}

/** Offers a bucket's snapshot no longer; who fetches it may go on for a while. */
export const supersedeSnapshots = async (
  tx: Transaction,
  buckets: readonly Bucket[],
  now: Date,
): Promise<void> => {
  await tx.rows({
    text: `UPDATE sync.snapshots SET superseded_at = $2
           WHERE bucket = ANY ($1) AND superseded_at IS NULL`,
    values: [buckets, now],
  })
}

/**
 * Takes out of the catalogue what can be fetched no more: superseded for long enough, of another life
 * or format, of a bucket that is no more.
 */
export const withdrawSnapshots = async (
  tx: Transaction,
  { epoch, pageVersion, now }: SnapshotTime,
): Promise<void> => {
  await tx.rows({
    text: `DELETE FROM sync.snapshots s
           WHERE superseded_at <= $1 OR epoch <> $2 OR page_version <> $3
             OR NOT EXISTS (SELECT FROM tasks.projects p WHERE sync.project_bucket(p.id) = s.bucket)
                AND NOT EXISTS (SELECT FROM users.users u WHERE sync.user_bucket(u.id) = s.bucket)`,
    values: [new Date(now.getTime() - SUPERSEDED_FOR), epoch, pageVersion],
  })
}

/** Takes builds out of the catalogue whose pages are lost. */
export const dropBuilds = async (tx: Transaction, builds: readonly string[]): Promise<void> => {
  await tx.rows({
    text: 'DELETE FROM sync.snapshots WHERE build = ANY ($1::uuid[])',
    values: [builds],
  })
}

/** Every build of the catalogue with the number of its pages. */
export const cataloguedBuilds = async (reader: Reader): Promise<Map<string, number>> => {
  const found = await reader.rows<{ build: string; pages: number }>({
    text: 'SELECT build, jsonb_array_length(pages) AS pages FROM sync.snapshots',
  })
  return new Map(found.map(({ build, pages }) => [build, pages]))
}
