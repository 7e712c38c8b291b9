import type { Bucket } from '@holdfast/domain'
import type { Reader } from '../reader.ts'

/** How much came to a bucket since a position. */
export interface NewsSize {
  changes: number
  /** Changes of the largest commit among them. */
  largest: number
}

/** What came to buckets after a position in each, measured without reading it. */
export const newsSizes = async (
  reader: Reader,
  positions: ReadonlyMap<Bucket, number>,
): Promise<Map<Bucket, NewsSize>> => {
  if (positions.size === 0) return new Map()
  const found = await reader.rows<NewsSize & { bucket: Bucket }>({
    name: 'news-sizes',
    text: `SELECT held.bucket, COALESCE(sum(c.changes), 0)::bigint AS changes,
                  COALESCE(max(c.changes), 0) AS largest
           FROM unnest($1::text[], $2::bigint[]) AS held (bucket, n)
           LEFT JOIN sync.commits c ON c.bucket = held.bucket AND c.n > held.n
           GROUP BY held.bucket`,
    values: [[...positions.keys()], [...positions.values()]],
  })
  return new Map(found.map(({ bucket, ...size }) => [bucket, size]))
}
