import type { Bucket } from '@holdfast/domain'
import type { Reader, Transaction } from '../reader.ts'

export interface PruneOptions {
  /** Commits made before it may go. */
  before: Date
  /** Most commits of one transaction. */
  most: number
}

/**
 * Buckets after one, in the order of their ids, whose oldest commit was made before a moment: there
 * may be something to prune.
 */
export const prunableBuckets = async (
  reader: Reader,
  after: string,
  before: Date,
  most: number,
): Promise<Bucket[]> => {
  const found = await reader.rows<{ id: Bucket }>({
    name: 'prunable-buckets',
    text: `SELECT b.id FROM sync.buckets b
           LEFT JOIN sync.horizons h ON h.bucket = b.id
           CROSS JOIN LATERAL (
             SELECT at FROM sync.commits
             WHERE bucket = b.id AND n > COALESCE(h.n, 0) ORDER BY n LIMIT 1
           ) AS oldest
           WHERE b.id > $1 AND oldest.at < $2 ORDER BY b.id LIMIT $3`,
    values: [after, before, most],
  })
  return found.map(({ id }) => id)
}

/**
 * Takes the oldest commits of a bucket off the log and moves its horizon behind them: as many as are
 * old enough and as no snapshot that can be fetched needs. A change goes with the last commit that it
 * is part of.
 * @returns how many commits are gone; fewer than `most`: there are no more
 */
export const pruneBucket = async (
  tx: Transaction,
  bucket: Bucket,
  { before, most }: PruneOptions,
): Promise<number> => {
  const [pruned] = await tx.rows<{ commits: number }>({
    name: 'prune-bucket',
    text: `WITH kept AS (
             SELECT COALESCE((SELECT n FROM sync.horizons WHERE bucket = $1), 0) AS horizon,
                    (SELECT min(n) FROM sync.snapshots WHERE bucket = $1) AS oldest
           ), old AS (
             SELECT c.n, c.xid, bool_and(c.at < $2) OVER (ORDER BY c.n) AS goes
             FROM kept, LATERAL (
               SELECT * FROM sync.commits
               WHERE bucket = $1 AND n > kept.horizon AND n <= COALESCE(kept.oldest, n)
               ORDER BY n LIMIT $3
             ) AS c
           ), gone AS (
             DELETE FROM sync.commits
             WHERE bucket = $1 AND n IN (SELECT n FROM old WHERE goes)
             RETURNING n, xid
           ), moved AS (
             INSERT INTO sync.horizons AS known (bucket, n)
             SELECT $1, max(n) FROM gone HAVING count(*) > 0
             ON CONFLICT (bucket) DO UPDATE SET n = greatest(known.n, excluded.n)
           ), changes AS (
             DELETE FROM sync.change_log
             WHERE xid IN (
               SELECT xid FROM gone
               WHERE NOT EXISTS (
                 SELECT FROM sync.commits other WHERE other.xid = gone.xid AND other.bucket <> $1
               )
             )
           )
           SELECT count(*) AS commits FROM gone`,
    values: [bucket, before, most],
  })
  return pruned?.commits ?? 0
}

/**
 * Deletes results of mutations that were decided before a moment, but the
 * last ones of each client: a device sends one batch at a time, so what it may ask for again is among
 * the mutations of the last.
 * @param keep mutations at the end of each client that stay however old they are
 * @param most of one transaction
 * @returns how many are gone; fewer than `most`: there are no more
 */
export const pruneResults = async (
  tx: Transaction,
  before: Date,
  keep: number,
  most: number,
): Promise<number> => {
  const gone = await tx.rows({
    name: 'prune-results',
    text: `DELETE FROM sync.mutations WHERE (client_id, id) IN (
             SELECT m.client_id, m.id FROM sync.clients c
             CROSS JOIN LATERAL (
               SELECT at FROM sync.mutations WHERE client_id = c.id ORDER BY id LIMIT 1
             ) AS oldest
             CROSS JOIN LATERAL (
               SELECT client_id, id, at FROM sync.mutations
               WHERE client_id = c.id AND id <= c.last_mutation_id - $2
               ORDER BY id LIMIT $3
             ) AS m
             WHERE oldest.at < $1 AND m.at < $1
             LIMIT $3
           ) RETURNING id`,
    values: [before, keep, most],
  })
  return gone.length
}
