import type { Bucket } from '@holdfast/domain'
import type { Reader } from '../reader.ts'

/** What the log of a bucket reaches over. */
export interface BucketSpan {
  /** The bucket's commit count. */
  head: number
  /** The log tells what came after this commit. */
  horizon: number
}

/** The spans of buckets; one that was never written is left out. */
export const bucketSpans = async (
  reader: Reader,
  buckets: readonly Bucket[],
): Promise<Map<Bucket, BucketSpan>> => {
  const found = await reader.rows<BucketSpan & { bucket: Bucket }>({
    name: 'bucket-spans',
    text: `SELECT b.id AS bucket, b.n AS head, COALESCE(h.n, 0) AS horizon
           FROM sync.buckets b LEFT JOIN sync.horizons h ON h.bucket = b.id
           WHERE b.id = ANY ($1)`,
    values: [buckets],
  })
  return new Map(found.map(({ bucket, ...span }) => [bucket, span]))
}
