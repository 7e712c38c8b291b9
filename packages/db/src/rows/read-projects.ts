import type { Bucket, Row, RowKind } from '@holdfast/domain'
import type { Reader } from '../reader.ts'
import { rowKinds, selectFrom } from './row-kinds.ts'

const ownerOf = (bucket: Bucket): string => bucket.slice(bucket.indexOf(':') + 1)

// A query of its own, in which the task is the `row`.
const tasksOf = (project: string): string => `
  SELECT count(*) AS n, COALESCE(sum(bytes), 0)::bigint AS bytes
  FROM (SELECT ${project} AS project) AS of
  CROSS JOIN LATERAL (
    SELECT ${rowKinds.task.bytes} AS bytes FROM tasks.tasks row
    WHERE row.project_id = of.project LIMIT $2
  ) AS counted`

export interface ProjectSize {
  rows: number
  /** About that many of JSON. */
  bytes: number
}

/**
 * How large each bucket of a project is, counted up to `most` tasks: a larger one takes no longer.
 */
export const projectSizes = async (
  reader: Reader,
  buckets: readonly Bucket[],
  most: number,
): Promise<Map<Bucket, ProjectSize>> => {
  const rows = await reader.rows<ProjectSize & { bucket: Bucket }>({
    name: 'project-sizes',
    text: `SELECT sync.project_bucket(row.id) AS bucket, 1 + members.n + tasks.n AS rows,
             ${rowKinds.project.bytes} + members.n * ${rowKinds.member.bytes} + tasks.bytes AS bytes
           FROM tasks.projects row
           CROSS JOIN LATERAL (
             SELECT count(*) AS n FROM tasks.project_members WHERE project_id = row.id
           ) AS members
           CROSS JOIN LATERAL (${tasksOf('row.id')}) AS tasks
           WHERE row.id = ANY ($1::uuid[])`,
    values: [buckets.map(ownerOf), most],
  })
  return new Map(rows.map(({ bucket, ...size }) => [bucket, size]))
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
    const { order, read } = rowKinds[kind]
    const found = await reader.rows<never>({
      name: `projects-${kind}`,
      text: `${selectFrom(kind)} WHERE row.${column} = ANY ($1::uuid[]) ORDER BY ${order}`,
      values: [buckets.map(ownerOf)],
    })
    rows.push(...found.map((row) => ({ kind, row: read(row) }) as Row))
  }
  return rows
}
