import type { PageSize } from '@holdfast/db'
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
  type Delta,
  type Frame,
  type JoinProgress,
  type Position,
  PROTOCOL,
  type PullReply,
  type Removal,
} from '@holdfast/sync'
import type { Services } from '../../context.ts'
import { answerPull } from '../pull/answer-pull.ts'

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

  constructor(services: Pick<Services, 'db'>, userId: UserId) {
    this.services = services
    this.userId = userId
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
        inline: [],
      },
      page,
    )
    if (reply.status === 'done') this.take(reply)
    return reply
  }

  /** Pulls until there is no more. @returns the replies */
  async pull(page?: PageSize): Promise<Done[]> {
    const replies: Done[] = []
    for (;;) {
      const reply = await this.pullOnce(page)
      if (reply.status !== 'done') throw new Error(`the pull was answered ${reply.status}`)
      replies.push(reply)
      if (!reply.more) return replies
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
