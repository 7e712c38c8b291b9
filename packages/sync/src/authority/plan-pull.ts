import type { Bucket } from '@holdfast/domain'
import type { PullRequest, SnapshotOffer, SnapshotPage } from '../wire/pull.ts'
import type { Position } from '../wire/row.ts'

/** A bucket that is kept ready to be fetched. */
export interface ReadySnapshot {
  /** The commit that it ends with. */
  n: Position
  rows: number
  pages: readonly SnapshotPage[]
}

/** What of the record decides how a pull is answered. */
export interface PullGround {
  granted: readonly Bucket[]
  heads: ReadonlyMap<Bucket, Position>
  /** The log of a bucket tells what came after this commit; 0 where it is not named. */
  horizons: ReadonlyMap<Bucket, Position>
  /** The newest snapshots of granted buckets, as far as what came since can be told commit by commit. */
  snapshots: ReadonlyMap<Bucket, ReadySnapshot>
  /** What came since the device's positions: all changes, and those of the largest commit. */
  news: ReadonlyMap<Bucket, { changes: number; largest: number }>
}

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

export interface PullPlan {
  forget: Bucket[]
  /** Held, with news since this position. */
  behind: Map<Bucket, Position>
  joins: Join[]
  offers: SnapshotOffer[]
}

/** News of fewer changes are sent as they are, however small the bucket. */
const MOST_NEWS = 2000
/** A commit of more changes is not told whole to who holds the bucket: that begins anew. */
export const MOST_OF_A_COMMIT = 5000

type Asked = Pick<PullRequest, 'positions' | 'joins' | 'downloading' | 'inline'>

/**
 * How each bucket is answered: forgotten, left alone, told what came since, joined by rows, or offered
 * to be fetched. Rules: packages/sync/SPEC.md, [L…] and [N…].
 */
export const planPull = (asked: Asked, ground: PullGround): PullPlan => {
  const granted = new Set(ground.granted)
  const downloading = new Set(asked.downloading)
  const known = [...Object.keys(asked.positions), ...Object.keys(asked.joins), ...downloading]
  const plan: PullPlan = { forget: [], behind: new Map(), joins: [], offers: [] }
  const forget = new Set((known as Bucket[]).filter((bucket) => !granted.has(bucket)))

  for (const bucket of ground.granted) {
    const head = ground.heads.get(bucket) ?? 0
    const position = asked.positions[bucket]
    const join = asked.joins[bucket]
    if (isLost(bucket, position, ground) || isLost(bucket, join?.to, ground)) {
      forget.add(bucket)
      enter(plan, bucket, { head, join: undefined }, asked, ground)
    } else if (position !== undefined) {
      if (position < head) plan.behind.set(bucket, position)
    } else if (!downloading.has(bucket)) enter(plan, bucket, { head, join }, asked, ground)
  }
  plan.forget = [...forget]
  return plan
}

/** Is a device that stands there to begin anew? */
const isLost = (
  bucket: Bucket,
  position: Position | undefined,
  { heads, horizons, snapshots, news }: PullGround,
): boolean => {
  if (position === undefined) return false
  // Ahead of the record: it lost commits that this device has seen.
  if (position > (heads.get(bucket) ?? 0)) return true
  if (position < (horizons.get(bucket) ?? 0)) return true
  const size = news.get(bucket)
  if (!size) return false
  if (size.largest > MOST_OF_A_COMMIT) return true
  const snapshot = snapshots.get(bucket)
  if (!snapshot || snapshot.n <= position) return false
  return size.changes > Math.max(MOST_NEWS, snapshot.rows / 2)
}

interface Entry {
  head: Position
  join: PullRequest['joins'][Bucket] | undefined
}

/** Here it is decided what is offered: a ready snapshot, unless the device asked for the rows themselves. */
const enter = (
  { joins, offers }: PullPlan,
  bucket: Bucket,
  { head, join }: Entry,
  { inline }: Asked,
  { snapshots }: PullGround,
): void => {
  const snapshot = snapshots.get(bucket)
  if (join || !snapshot || inline.includes(bucket))
    joins.push({ bucket, to: join?.to ?? head, head, after: join?.after ?? null })
  else offers.push({ bucket, to: snapshot.n, pages: [...snapshot.pages] })
}
