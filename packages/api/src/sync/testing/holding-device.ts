import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { grantedBuckets, type PageSize } from '@holdfast/db'
import {
  type Bucket,
  type ClientId,
  keyOf,
  type Row,
  type RowKey,
  rowKey,
  type UserId,
} from '@holdfast/domain'
import {
  createPageReader,
  type Delta,
  type Frame,
  type JoinProgress,
  type Position,
  PROTOCOL,
  type PullReply,
  type Removal,
  type SnapshotOffer,
} from '@holdfast/sync'
import type { Services } from '../../context.ts'
import { answerPull } from '../pull/answer-pull.ts'
import type { OpenPage } from '../snapshots/open-page.ts'

type Done = Extract<PullReply, { status: 'done' }>

/** A plain device: per bucket a position and rows, brought forward by pulls and frames. */
export class HoldingDevice {
  epoch: string | null = null
  readonly clientId = crypto.randomUUID() as ClientId
  readonly positions = new Map<Bucket, Position>()
  readonly joins = new Map<Bucket, JoinProgress>()
  readonly held = new Map<Bucket, Map<RowKey, Row>>()
  /** Every bucket that a delta or frame of this device was ever about. */
  readonly told = new Set<Bucket>()
  private readonly services: Pick<Services, 'db'>
  private readonly userId: UserId
  private readonly openPage: OpenPage | undefined

  /** @param openPage where pages of snapshots are; without it all rows are to come with the pulls */
  constructor(services: Pick<Services, 'db'>, userId: UserId, openPage?: OpenPage) {
    this.services = services
    this.userId = userId
    this.openPage = openPage
  }

  /** As they travel. */
  get positionsByBucket(): Record<Bucket, Position> {
    return Object.fromEntries(this.positions) as Record<Bucket, Position>
  }

  async pullOnce(page?: PageSize): Promise<PullReply> {
    const reply = await answerPull(
      this.services,
      this.userId,
      {
        protocol: PROTOCOL,
        epoch: this.epoch,
        clientId: this.clientId,
        positions: this.positionsByBucket,
        joins: Object.fromEntries(this.joins) as Record<Bucket, JoinProgress>,
        downloading: [],
        inline: this.openPage
          ? []
          : await this.services.db.read((reader) => grantedBuckets(reader, this.userId)),
      },
      page,
    )
    if (reply.status === 'done') {
      this.take(reply)
      for (const offer of reply.snapshots) await this.fetch(offer)
    }
    return reply
  }

  /** @throws Error for a page that is not to be had, or is another than was offered */
  private async fetch({ bucket, to, pages }: SnapshotOffer): Promise<void> {
    const read = createPageReader()
    const held = new Map<RowKey, Row>()
    for (const [index, { hash, rows }] of pages.entries()) {
      const page = await this.openPage?.(this.userId, { bucket, to, index })
      const body = await page?.body()
      if (!body) throw new Error(`page ${index} of ${bucket} is not to be had`)
      const bytes = body instanceof Uint8Array ? body : await buffer(body)
      const found = createHash('sha256').update(bytes).digest('hex')
      if (found !== hash) throw new Error(`page ${index} of ${bucket} is another`)
      const decoded = read(gunzipSync(bytes).toString()).rows
      if (decoded.length !== rows) throw new Error(`page ${index} has ${decoded.length} rows`)
      for (const row of decoded) put(held, row)
    }
    this.told.add(bucket)
    this.held.set(bucket, held)
    this.positions.set(bucket, to)
  }

  /** Pulls until there is no more. @returns the replies */
  async pull(page?: PageSize): Promise<Done[]> {
    const replies: Done[] = []
    for (;;) {
      const reply = await this.pullOnce(page)
      if (reply.status !== 'done') throw new Error(`the pull was answered ${reply.status}`)
      replies.push(reply)
      if (!reply.more && reply.snapshots.length === 0) return replies
      if (replies.length > 500) throw new Error('pulls come to no end')
    }
  }

  rows(bucket: Bucket): Row[] {
    return [...(this.held.get(bucket)?.values() ?? [])]
  }

  /** All rows, each in as many buckets as it is held in. */
  allRows(): Row[] {
    return [...this.held.keys()].flatMap((bucket) => this.rows(bucket))
  }

  take({ epoch, forget, deltas }: Done): void {
    this.epoch ??= epoch
    for (const bucket of forget) this.forget(bucket)
    for (const delta of deltas) this.takeDelta(delta)
  }

  /** @throws Error for a delta that does not continue what is held */
  takeDelta({ bucket, from, to, rows, removed, after }: Delta): void {
    this.told.add(bucket)
    const held = this.held.get(bucket) ?? new Map<RowKey, Row>()
    this.held.set(bucket, held)
    if (from !== null) {
      if (this.positions.get(bucket) !== from) throw new Error(`${bucket} does not continue`)
      this.positions.set(bucket, to)
    } else {
      if (this.positions.has(bucket)) throw new Error(`${bucket} is joined twice`)
      const began = this.joins.get(bucket)?.to ?? to
      if (after !== null) this.joins.set(bucket, { to: began, after })
      else {
        this.joins.delete(bucket)
        this.positions.set(bucket, began)
      }
    }
    for (const row of rows) put(held, row)
    for (const removal of removed) remove(held, removal)
  }

  /** @returns how many there were @throws Error where one does not continue what is held */
  takeFrames(frames: readonly Frame[]): number {
    for (const frame of frames) this.takeDelta({ ...frame, after: null })
    return frames.length
  }

  private forget(bucket: Bucket): void {
    this.positions.delete(bucket)
    this.joins.delete(bucket)
    this.held.delete(bucket)
  }
}

const put = (held: Map<RowKey, Row>, row: Row): void => {
  const known = held.get(keyOf(row))
  if (!known || known.row.version <= row.row.version) held.set(keyOf(row), row)
}

const remove = (held: Map<RowKey, Row>, { kind, id, version }: Removal): void => {
  const known = held.get(rowKey(kind, id))
  if (known && known.row.version <= version) held.delete(rowKey(kind, id))
}
