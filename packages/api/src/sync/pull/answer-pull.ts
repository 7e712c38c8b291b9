import { bucketHeads, changesSince, grantedBuckets, type PageSize, type Reader } from '@holdfast/db'
import type { Bucket, UserId } from '@holdfast/domain'
import {
  type Delta,
  type Position,
  PULL_PAGE_BYTES,
  PULL_PAGE_ROWS,
  type PullReply,
  type PullRequest,
} from '@holdfast/sync'
import type { Services } from '../../context.ts'
import { readNews } from '../bucket-news.ts'
import { expectedId } from '../expected-id.ts'
import { type Join, readJoins } from './read-joins.ts'

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
    if (request.epoch !== null && request.epoch !== epoch) {
      // A client that is another person's is as good as unknown; a push will say so.
      const expected = (await expectedId(reader, userId, request.clientId)) ?? 1
      return { status: 'new-epoch', epoch, expected }
    }
    const plan = await planPull(reader, userId, request)
    const news = await readDeltas(reader, plan.behind, page)
    const left = { rows: page.rows - news.rows, bytes: page.bytes - news.bytes }
    const joins = await readJoins(reader, plan.joins, left)
    return {
      status: 'done',
      epoch,
      forget: plan.forget,
      deltas: [...news.deltas, ...joins.deltas],
      snapshots: [],
      more: news.more || joins.more,
    }
  })

interface Plan {
  forget: Bucket[]
  behind: Map<Bucket, Position>
  joins: Join[]
}

const planPull = async (
  reader: Reader,
  userId: UserId,
  { positions, joins }: PullRequest,
): Promise<Plan> => {
  const granted = (await grantedBuckets(reader, userId)).sort()
  const grantedSet = new Set(granted)
  const known = [...new Set(Object.keys({ ...positions, ...joins }) as Bucket[])]
  const heads = await bucketHeads(reader, [...grantedSet, ...known])
  const headOf = (bucket: Bucket): Position => heads.get(bucket) ?? 0
  // Ahead of the record: it lost commits that this device has seen, and shall forget.
  const isAhead = (bucket: Bucket): boolean =>
    Math.max(positions[bucket] ?? 0, joins[bucket]?.to ?? 0) > headOf(bucket)

  const plan: Plan = { forget: [], behind: new Map(), joins: [] }
  for (const bucket of known)
    if (!grantedSet.has(bucket) || isAhead(bucket)) plan.forget.push(bucket)
  for (const bucket of granted) {
    const head = headOf(bucket)
    const position = positions[bucket]
    const join = joins[bucket]
    if (isAhead(bucket)) plan.joins.push({ bucket, to: head, head, after: null })
    else if (position === undefined)
      plan.joins.push({ bucket, to: join?.to ?? head, head, after: join?.after ?? null })
    else if (position < head) plan.behind.set(bucket, position)
  }
  return plan
}

const readDeltas = async (
  reader: Reader,
  behind: ReadonlyMap<Bucket, Position>,
  most: PageSize,
): Promise<PageSize & { deltas: Delta[]; more: boolean }> => {
  const { changes, more, bytes } = await changesSince(reader, behind, most.rows, most.bytes)
  const deltas = (await readNews(reader, changes)).map((news): Delta => ({ ...news, after: null }))
  const rows = deltas.reduce((sum, delta) => sum + delta.rows.length + delta.removed.length, 0)
  return { deltas, rows, bytes, more }
}
