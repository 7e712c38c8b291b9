import { projectSizes, type Reader, readBucketPage, readProjects } from '@holdfast/db'
import { type Bucket, bucketsOf } from '@holdfast/domain'
import type { Delta, Position } from '@holdfast/sync'

/** A bucket that comes to a device, page by page, open work first. */
export interface Join {
  bucket: Bucket
  /** Where the bucket was when the join began: the device pulls on from there. */
  to: Position
  /** Where the bucket is now. */
  head: Position
  /** Where the last page ended; null when the join begins. */
  after: string | null
}

/**
 * Pages of joins, about `most` rows in all: what has begun goes on, then projects that fit are read
 * together, then the first that does not fit begins.
 */
export const readJoins = async (
  reader: Reader,
  joins: readonly Join[],
  most: number,
): Promise<{ deltas: Delta[]; more: boolean }> => {
  const deltas: Delta[] = []
  const left = () => most - deltas.reduce((sum, { rows }) => sum + rows.length, 0)
  const isNewProject = ({ bucket, after }: Join) => after === null && bucket.startsWith('project:')

  for (const join of joins.filter((one) => !isNewProject(one)))
    if (left() > 0) deltas.push(await readPage(reader, join, left()))
  const projects = joins.filter(isNewProject)
  const fitting = await thatFit(reader, projects, left())
  deltas.push(...(await readWhole(reader, fitting)))
  const tooLarge = projects.find((join) => !fitting.includes(join))
  if (tooLarge && left() > 0) deltas.push(await readPage(reader, tooLarge, left()))

  // What came to a bucket while it was joined is yet to be pulled.
  const heads = new Map(joins.map(({ bucket, head }) => [bucket, head]))
  const hasMore = ({ bucket, to, after }: Delta) => after !== null || heads.get(bucket) !== to
  return { deltas, more: deltas.length < joins.length || deltas.some(hasMore) }
}

const readPage = async (
  reader: Reader,
  { bucket, to, after }: Join,
  limit: number,
): Promise<Delta> => {
  const page = await readBucketPage(reader, bucket, after, limit)
  return { bucket, from: null, to, removed: [], ...page }
}

const thatFit = async (reader: Reader, joins: readonly Join[], most: number): Promise<Join[]> => {
  if (joins.length === 0 || most <= 0) return []
  const buckets = joins.map(({ bucket }) => bucket)
  const sizes = await projectSizes(reader, buckets, most + 1)
  let sum = 0
  return joins.filter(({ bucket }) => {
    const size = sizes.get(bucket) ?? 0
    if (sum + size > most) return false
    sum += size
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
