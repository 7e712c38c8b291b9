import type { Bucket, Row, RowKind } from '@holdfast/domain'
import type { Reader } from '../reader.ts'
import { rowKinds } from './row-kinds.ts'

const ownerOf = (bucket: Bucket): string => bucket.slice(bucket.indexOf(':') + 1)

/**
 * How many rows each bucket of a project holds, counted up to `most` tasks: a larger one takes no
 * longer.
 */
export const projectSizes = async (
  reader: Reader,
  buckets: readonly Bucket[],
  most: number,
): Promise<Map<Bucket, number>> => {
  const rows = await reader.rows<{ bucket: Bucket; size: number }>({
    name: 'project-sizes',
    text: `SELECT sync.project_bucket(project) AS bucket, 1
             + (SELECT count(*) FROM tasks.project_members m WHERE m.project_id = project)
             + (SELECT count(*) FROM (
                 SELECT FROM tasks.tasks t WHERE t.project_id = project LIMIT $2
               ) AS counted) AS size
           FROM unnest($1::uuid[]) AS project`,
    values: [buckets.map(ownerOf), most],
  })
  return new Map(rows.map(({ bucket, size }) => [bucket, size]))
}

const columns: Partial<Record<RowKind, string>> = {
  member: 'project_id',
  project: 'id',
  task: 'project_id',
}

/** All rows of these buckets of projects, in the order of their keys. */
export const readProjects = async (reader: Reader, buckets: readonly Bucket[]): Promise<Row[]> => {
  const rows: Row[] = []
  for (const [kind, column] of Object.entries(columns) as [RowKind, string][]) {
    const { select, order, read } = rowKinds[kind]
    const found = await reader.rows<never>({
      name: `projects-${kind}`,
      text: `${select} WHERE row.${column} = ANY ($1::uuid[]) ORDER BY ${order}`,
      values: [buckets.map(ownerOf)],
    })
    rows.push(...found.map((row) => ({ kind, row: read(row) }) as Row))
  }
  return rows
}
