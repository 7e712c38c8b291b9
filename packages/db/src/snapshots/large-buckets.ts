import type { Bucket } from '@holdfast/domain'
import type { Reader } from '../reader.ts'

/** All buckets of `least` tasks or more. Reads an index of all tasks: ask seldom. */
export const largeBuckets = async (reader: Reader, least: number): Promise<Bucket[]> => {
  const found = await reader.rows<{ bucket: Bucket }>({
    text: `SELECT sync.project_bucket(project_id) AS bucket FROM tasks.tasks
           WHERE project_id IS NOT NULL GROUP BY project_id HAVING count(*) >= $1
           UNION ALL
           SELECT sync.user_bucket(person) FROM (
             SELECT created_by AS person FROM tasks.tasks WHERE project_id IS NULL
             UNION ALL
             SELECT assigned_to FROM tasks.tasks
             WHERE project_id IS NULL AND assigned_to <> created_by
           ) AS personal
           GROUP BY person HAVING count(*) >= $1`,
    values: [least],
  })
  return found.map(({ bucket }) => bucket)
}

/** Those of the buckets that hold `least` tasks or more: a larger one takes no longer to tell. */
export const largeOf = async (
  reader: Reader,
  buckets: readonly Bucket[],
  least: number,
): Promise<Bucket[]> => {
  const found = await reader.rows<{ bucket: Bucket }>({
    name: 'large-of',
    text: `SELECT bucket FROM unnest($1::text[]) AS bucket
           CROSS JOIN LATERAL (SELECT split_part(bucket, ':', 2)::uuid AS owner) AS of
           CROSS JOIN LATERAL (
             SELECT count(*) AS n FROM (
               SELECT FROM tasks.tasks row
               WHERE bucket LIKE 'project:%' AND row.project_id = of.owner
               LIMIT $2
             ) AS few
           ) AS shared
           CROSS JOIN LATERAL (
             SELECT count(*) AS n FROM (
               SELECT FROM tasks.tasks row
               WHERE bucket LIKE 'user:%' AND row.project_id IS NULL
                 AND (row.created_by = of.owner OR row.assigned_to = of.owner)
               LIMIT $2
             ) AS few
           ) AS personal
           WHERE shared.n + personal.n >= $2`,
    values: [buckets, least],
  })
  return found.map(({ bucket }) => bucket)
}
