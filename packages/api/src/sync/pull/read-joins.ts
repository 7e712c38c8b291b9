import {
  type PageSize,
  projectSizes,
  type Reader,
  readBucketPage,
  readProjects,
} from '@holdfast/db'
import { type Bucket, bucketsOf } from '@holdfast/domain'
import type { Delta, Join } from '@holdfast/sync'

/**
 * Pages of joins, together about as large as `most`: what has begun goes on, then projects that fit
 * are read together, then the first that does not fit begins.
 */
export const readJoins = async (
  reader: Reader,
  joins: readonly Join[],
  most: PageSize,
): Promise<{ deltas: Delta[]; more: boolean }> => {
  const deltas: Delta[] = []
  const left = { ...most }
  const isNewProject = ({ bucket, after }: Join) => after === null && bucket.startsWith('project:')
  const addPage = async (join: Join): Promise<void> => {
    if (!isRoomIn(left)) return
    const { bytes, ...page } = await readBucketPage(reader, join.bucket, join.after, left)
    deltas.push({ bucket: join.bucket, from: null, to: join.to, removed: [], ...page })
    take(left, { rows: page.rows.length, bytes })
  }

  for (const join of joins.filter((one) => !isNewProject(one))) await addPage(join)
  const projects = joins.filter(isNewProject)
  const fitting = await takeFitting(reader, projects, left)
  deltas.push(...(await readWhole(reader, fitting)))
  const tooLarge = projects.find((join) => !fitting.includes(join))
  if (tooLarge) await addPage(tooLarge)

  // What came to a bucket while it was joined is yet to be pulled.
  const heads = new Map(joins.map(({ bucket, head }) => [bucket, head]))
  const hasMore = ({ bucket, to, after }: Delta) => after !== null || heads.get(bucket) !== to
  return { deltas, more: deltas.length < joins.length || deltas.some(hasMore) }
}

const isRoomIn = ({ rows, bytes }: PageSize): boolean => rows > 0 && bytes > 0

const take = (left: PageSize, { rows, bytes }: PageSize): void => {
  left.rows -= rows
  left.bytes -= bytes
}

/** Takes from what is left what the joins need that fit into it. */
const takeFitting = async (
  reader: Reader,
  joins: readonly Join[],
  left: PageSize,
): Promise<Join[]> => {
  if (joins.length === 0 || !isRoomIn(left)) return []
  const buckets = joins.map(({ bucket }) => bucket)
  const sizes = await projectSizes(reader, buckets, left.rows + 1)
  return joins.filter(({ bucket }) => {
    const size = sizes.get(bucket) ?? { rows: 0, bytes: 0 }
    if (size.rows > left.rows || size.bytes > left.bytes) return false
    take(left, size)
    return true
  })
}

const readWhole = async (reader: Reader, joins: readonly Join[]): Promise<Delta[]> => {
  if (joins.length === 0) return []
  const deltas = new Map(
    joins.map(({ bucket, to }): [Bucket, Delta] => [
      bucket,
      { bucket, from: null, to, rows: [], removed: [], after: null },
    ]),
  )
  for (const row of await readProjects(reader, [...deltas.keys()]))
    for (const bucket of bucketsOf(row)) deltas.get(bucket)?.rows.push(row)
  return [...deltas.values()]
}
