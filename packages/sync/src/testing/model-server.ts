import {
  AppError,
  type Bucket,
  type ClientId,
  type IsoDate,
  type Row,
  type UserId,
  understand,
} from '@holdfast/domain'
import { behindAtHello } from '../authority/plan-hello.ts'
import { type PullGround, planPull, type ReadySnapshot } from '../authority/plan-pull.ts'
import {
  intentText,
  isOfAnotherLife,
  planPush,
  recall,
  repeatOf,
  type StoredResult,
} from '../authority/plan-push.ts'
import type { ClientMessage, Frame, ServerMessage } from '../wire/live.ts'
import { PROTOCOL } from '../wire/protocol.ts'
import type { PullReply, PullRequest } from '../wire/pull.ts'
import type { Mutation, MutationResult, PushReply, PushRequest } from '../wire/push.ts'
import { ModelRecord } from './model-record.ts'
import { type ModelSnapshotOptions, ModelSnapshots } from './model-snapshots.ts'

interface Client {
  userId: UserId
  results: Map<number, StoredResult>
}

/** What was applied for each person, by draft id. */
type Applied = Map<UserId, Map<string, MutationResult>>

/** What a backup of a model server holds. */
export interface ModelBackup {
  record: ModelRecord
  clients: Map<ClientId, Client>
  applied: Applied
  ran: string[]
}

export interface ModelOptions {
  now: () => IsoDate
  /** Rows of one page of a join. */
  pageRows?: number
  /** A commit of more rows is announced instead of sent. */
  frameRows?: number
  /** How many commits of a bucket the log reaches back; who is behind that begins it anew. */
  reach?: number
  snapshots?: ModelSnapshotOptions
}

interface Reader {
  userId: UserId
  send(message: ServerMessage): void
}

/**
 * A server in a few maps that keeps the rules of SPEC.md: the measure of devices in tests. Every
 * call is one transaction.
 */
export class ModelServer {
  record = new ModelRecord()
  epoch = 'epoch-1'
  /** Mutations that were run, and not answered from memory: `client:id`. */
  ran: string[] = []
  protected clients = new Map<ClientId, Client>()
  private applied: Applied = new Map()
  protected readonly readers = new Set<Reader>()
  private readonly now: () => IsoDate
  private readonly pageRows: number
  private readonly frameRows: number
  private readonly reach: number

  /** Absent: it offers none. */
  readonly snapshots: ModelSnapshots | undefined

  constructor(options: ModelOptions) {
    const { now, pageRows = 1000, frameRows = 1000, reach = 1_000_000, snapshots } = options
    this.now = now
    this.pageRows = pageRows
    this.frameRows = frameRows
    this.reach = reach
    this.snapshots = snapshots && new ModelSnapshots(snapshots)
  }

  put(...rows: Row[]): void {
    for (const row of rows) this.publish(this.record.put(row))
  }

  push(userId: UserId, request: PushRequest): PushReply {
    const { epoch } = this
    const { clientId } = request
    const client = this.clients.get(clientId) ?? { userId, results: new Map() }
    const last = client.userId === userId ? client.results.size : null
    const plan = planPush(request, { epoch, last })
    if (plan.do === 'answer') return plan.reply
    this.clients.set(clientId, client)
    const { results, isClash } = recall(plan.known, client.results, intentText)
    if (!isClash)
      for (const mutation of plan.news) results.push(this.once(clientId, client, mutation))
    return { status: 'done', epoch, results }
  }

  pull(userId: UserId, request: PullRequest): PullReply {
    const { epoch } = this
    if (request.protocol !== PROTOCOL) return { status: 'upgrade-required', protocol: PROTOCOL }
    if (isOfAnotherLife(request, epoch)) {
      const expected = (this.clients.get(request.clientId)?.results.size ?? 0) + 1
      return { status: 'new-epoch', epoch, expected }
    }
    const { forget, behind, joins, offers } = planPull(request, this.ground(userId, request))
    const deltas = [...behind].map(([bucket, from]) => this.record.since(bucket, from))
    for (const { bucket, to, after } of joins) {
      const progress = after === null ? undefined : { to, after }
      deltas.push(this.record.page(bucket, progress, this.pageRows))
    }
    const more =
      deltas.some(({ after }) => after !== null) || joins.some(({ to, head }) => to < head)
    return { status: 'done', epoch, forget, deltas, snapshots: offers, more }
  }

  private ground(userId: UserId, { positions, joins, downloading }: PullRequest): PullGround {
    const granted = this.record.granted(userId)
    const known = [...granted, ...Object.keys({ ...positions, ...joins })] as Bucket[]
    const heads = new Map(known.map((bucket) => [bucket, this.record.position(bucket)]))
    const horizons = new Map([...heads].map(([bucket, head]) => [bucket, head - this.reach]))
    const snapshots = new Map<Bucket, ReadySnapshot>()
    for (const bucket of granted) {
      if (downloading.includes(bucket) || bucket in positions) continue
      const offer = this.snapshots?.offer(bucket, this.record)
      if (offer) snapshots.set(bucket, { n: offer.to, rows: 0, pages: offer.pages })
    }
    return { granted, heads, horizons, snapshots, news: new Map() }
  }

  /** A page of a snapshot; undefined where it is not, or is not for this person. */
  snapshotPage(userId: UserId, bucket: Bucket, to: number, index: number): Uint8Array | undefined {
    if (!this.record.granted(userId).includes(bucket)) return undefined
    return this.snapshots?.page(`${bucket}/${to}/${index}`)
  }

  /** Answers `hello` and sends frames from then on. @returns ends it */
  listen(
    userId: UserId,
    hello: Extract<ClientMessage, { type: 'hello' }>,
    send: (message: ServerMessage) => void,
  ): () => void {
    const reader = { userId, send }
    this.readers.add(reader)
    const { epoch } = this
    const granted = this.record.granted(userId)
    const sent = (bucket: Bucket) => this.record.position(bucket)
    const behind = behindAtHello(hello, { epoch, granted, heads: new Map(), sent })
    send({ type: 'ready', epoch, behind })
    return () => {
      this.readers.delete(reader)
    }
  }

  /** Another life of the database, as `record` was; no client is known to it. */
  restore(record: ModelRecord, epoch: string): void {
    this.record = record
    this.epoch = epoch
    this.clients.clear()
    this.applied.clear()
    this.snapshots?.withdraw()
  }

  backUp(): ModelBackup {
    const clients = [...this.clients].map(
      ([id, { userId, results }]) => [id, { userId, results: new Map(results) }] as const,
    )
    const applied = new Map([...this.applied].map(([userId, drafts]) => [userId, new Map(drafts)]))
    return { record: this.record.copy(), clients: new Map(clients), applied, ran: [...this.ran] }
  }

  /** Another life of the database, as it was then. The backup is used up. */
  restoreFrom({ record, clients, applied, ran }: ModelBackup, epoch: string): void {
    this.restore(record, epoch)
    this.clients = clients
    this.applied = applied
    this.ran = ran
  }

  protected once(clientId: ClientId, client: Client, mutation: Mutation): MutationResult {
    const result =
      repeatOf(mutation, this.appliedFor(client.userId)) ?? this.decide(clientId, client, mutation)
    client.results.set(mutation.id, { digest: intentText(mutation), result })
    return result
  }

  private decide(clientId: ClientId, { userId }: Client, mutation: Mutation): MutationResult {
    this.ran.push(`${clientId}:${mutation.id}`)
    const result = this.run(userId, mutation)
    this.noteRun(mutation, result)
    if (result.status === 'applied' && mutation.name !== 'noop')
      this.appliedFor(userId).set(mutation.draftId, result)
    return result
  }

  protected appliedFor(userId: UserId): Map<string, MutationResult> {
    const known = this.applied.get(userId) ?? new Map<string, MutationResult>()
    this.applied.set(userId, known)
    return known
  }

  /** A mutation was run, and not answered from memory. */
  protected noteRun(_mutation: Mutation, _result: MutationResult): void {
    // For those who count.
  }

  protected run(actor: UserId, mutation: Mutation): MutationResult {
    const { id, at } = mutation
    try {
      const { mutator, args } = understand(mutation)
      const context = { actor, at, now: this.now() }
      const { patches } = mutator.apply(this.record, args, context)
      const touched = this.record.write(patches)
      this.publish(touched)
      const at_ = Object.fromEntries([...touched].map(([bucket, { n }]) => [bucket, n]))
      return { id, status: 'applied', at: at_ }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { id, status: 'rejected', code: error.code, message: error.message }
    }
  }

  protected publish(touched: ReturnType<ModelRecord['write']>): void {
    const readers = [...this.readers].map((reader) => ({
      send: (message: ServerMessage) => reader.send(message),
      granted: this.record.granted(reader.userId),
    }))
    for (const [bucket, { n, grants }] of touched) {
      const message = this.messageOf(bucket, n, grants)
      for (const { send, granted } of readers) if (granted.includes(bucket)) send(message)
    }
  }

  private messageOf(bucket: Bucket, to: number, grants: boolean): ServerMessage {
    const { rows, removed } = this.record.since(bucket, to - 1)
    const { epoch } = this
    if (rows.length + removed.length > this.frameRows) return { type: 'pull', epoch, bucket, to }
    const frame: Frame = { type: 'frame', epoch, bucket, from: to - 1, to, rows, removed }
    return grants ? { ...frame, grants } : frame
  }
}
