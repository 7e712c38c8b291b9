import {
  bucketSpans,
  changesSince,
  grantedBuckets,
  newsSizes,
  type PageSize,
  type Reader,
  readySnapshots,
} from '@holdfast/db'
import type { Bucket, UserId } from '@holdfast/domain'
import {
  type Delta,
  isOfAnotherLife,
  MOST_OF_A_COMMIT,
  PAGE_VERSION,
  type Position,
  PULL_PAGE_BYTES,
  PULL_PAGE_ROWS,
  type PullGround,
  type PullReply,
  type PullRequest,
  planPull,
  type SnapshotPage,
} from '@holdfast/sync'
import type { Services } from '../../context.ts'
import { readNews } from '../bucket-news.ts'
import { lastDecided } from '../last-decided.ts'
import { PageCache } from './page-cache.ts'
import { readJoins } from './read-joins.ts'

/**
 * What came to the buckets that a person may see since the device's positions, read in one snapshot:
 * first what it holds and lacks news of, then pages of what it has yet to join.
 * Rules: packages/sync/SPEC.md, [L…].
 * @param page most of one answer; a commit larger than that comes whole
 */
export const answerPull = (
  { db }: Pick<Services, 'db'>,
  userId: UserId,
  request: PullRequest,
  page: PageSize = { rows: PULL_PAGE_ROWS, bytes: PULL_PAGE_BYTES },
): Promise<PullReply> =>
  db.readSnapshot(async (reader): Promise<PullReply> => {
    const { epoch } = db
    if (isOfAnotherLife(request, epoch)) {
      // A client that is another person's is as good as unknown; a push will say so.
      const last = (await lastDecided(reader, userId, request.clientId)) ?? 0
      return { status: 'new-epoch', epoch, expected: last + 1 }
    }
    const ground = await readGround(reader, userId, request, epoch)
    const plan = planPull(request, ground)
    const { heads } = ground
    const news = await readDeltas({ db, reader }, { behind: plan.behind, heads }, page)
    const left = { rows: page.rows - news.rows, bytes: page.bytes - news.bytes }
    const joins = await readJoins(reader, plan.joins, left)
    return {
      status: 'done',
      epoch,
      forget: plan.forget,
      deltas: [...news.deltas, ...joins.deltas],
      snapshots: plan.offers,
      more: news.more || joins.more,
    }
  })

const readGround = async (
  reader: Reader,
  userId: UserId,
  { positions, joins, downloading, inline }: PullRequest,
  epoch: string,
): Promise<PullGround> => {
  const granted = (await grantedBuckets(reader, userId)).sort()
  const known = Object.keys({ ...positions, ...joins }) as Bucket[]
  const spans = await bucketSpans(reader, [...new Set([...granted, ...known])])
  const isBehind = (bucket: Bucket): boolean =>
    (positions[bucket] ?? Number.POSITIVE_INFINITY) < (spans.get(bucket)?.head ?? 0)
  const behind = granted.filter(isBehind)
  const news = await newsSizes(reader, new Map(behind.map((one) => [one, positions[one] ?? 0])))
  const isSettled = (bucket: Bucket): boolean =>
    downloading.includes(bucket) ||
    inline.includes(bucket) ||
    (bucket in positions && !isBehind(bucket))
  const wanted = granted.filter((bucket) => !isSettled(bucket))
  const snapshots = await usableSnapshots(reader, wanted, epoch)
  const heads = new Map([...spans].map(([bucket, { head }]) => [bucket, head]))
  const horizons = new Map([...spans].map(([bucket, { horizon }]) => [bucket, horizon]))
  return { granted, heads, horizons, snapshots, news }
}

/** Those that a device can go on from: what came since has no commit that it could not be told. */
const usableSnapshots = async (reader: Reader, buckets: readonly Bucket[], epoch: string) => {
  const time = { epoch, pageVersion: PAGE_VERSION }
  const ready = await readySnapshots<SnapshotPage>(reader, buckets, time)
  const since = await newsSizes(reader, new Map([...ready].map(([bucket, { n }]) => [bucket, n])))
  for (const [bucket, { largest }] of since) if (largest > MOST_OF_A_COMMIT) ready.delete(bucket)
  return ready
}

interface News extends PageSize {
  deltas: Delta[]
  more: boolean
}

const caches = new WeakMap<object, PageCache<News>>()

/**
 * What came to buckets that are granted. To one bucket, between the same two of its positions, it is
 * the same for everybody: devices to which a large commit was announced have it read once.
 */
const readDeltas = (
  { db, reader }: Pick<Services, 'db'> & { reader: Reader },
  { behind, heads }: { behind: ReadonlyMap<Bucket, Position>; heads: PullGround['heads'] },
  most: PageSize,
): Promise<News> => {
  const [[bucket, from] = [], ...others] = behind
  if (bucket === undefined || others.length > 0) return readNewsOf(reader, behind, most)
  const cache = caches.get(db) ?? new PageCache<News>()
  caches.set(db, cache)
  const key = [db.epoch, bucket, from, heads.get(bucket), most.rows, most.bytes].join(' ')
  return cache.get(key, () => readNewsOf(reader, behind, most))
}

const readNewsOf = async (
  reader: Reader,
  behind: ReadonlyMap<Bucket, Position>,
  most: PageSize,
): Promise<News> => {
  const { changes, more, bytes } = await changesSince(reader, behind, most.rows, most.bytes)
  const deltas = (await readNews(reader, changes)).map((news): Delta => ({ ...news, after: null }))
  const rows = deltas.reduce((sum, delta) => sum + delta.rows.length + delta.removed.length, 0)
  return { deltas, rows, bytes, more }
}
