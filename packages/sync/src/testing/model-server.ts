import {
  AppError,
  type Bucket,
  type ClientId,
  findMutator,
  type IsoDate,
  type Row,
  type UserId,
} from '@holdfast/domain'
import type { ClientMessage, Frame, ServerMessage } from '../wire/live.ts'
import { PROTOCOL } from '../wire/protocol.ts'
import type { PullReply, PullRequest } from '../wire/pull.ts'
import type { Mutation, MutationResult, PushReply, PushRequest } from '../wire/push.ts'
import { ModelRecord } from './model-record.ts'
import { type ModelSnapshotOptions, ModelSnapshots } from './model-snapshots.ts'

interface Client {
  userId: UserId
  results: Map<number, { hash: string; result: MutationResult }>
}

export interface ModelOptions {
  now: () => IsoDate
  /** Rows of one page of a join. */
  pageRows?: number
  snapshots?: ModelSnapshotOptions
}

interface Reader {
  userId: UserId
  send(message: ServerMessage): void
}

const hashOf = ({ name, args }: Mutation): string => JSON.stringify([name, args])

/**
 * A server in a few maps that keeps the rules of SPEC.md: the measure of devices in tests. Every
 * call is one transaction.
 */
export class ModelServer {
  record = new ModelRecord()
  epoch = 'epoch-1'
  /** Mutations that were run, and not answered from memory: `client:id`. */
  readonly ran: string[] = []
  private readonly clients = new Map<ClientId, Client>()
  private readonly readers = new Set<Reader>()
  private readonly now: () => IsoDate
  private readonly pageRows: number

  /** Absent: it offers none. */
  readonly snapshots: ModelSnapshots | undefined

  constructor({ now, pageRows = 1000, snapshots }: ModelOptions) {
    this.now = now
    this.pageRows = pageRows
    this.snapshots = snapshots && new ModelSnapshots(snapshots)
  }

  put(...rows: Row[]): void {
    for (const row of rows) this.publish(this.record.put(row))
  }

  push(userId: UserId, { protocol, epoch, clientId, mutations }: PushRequest): PushReply {
    if (protocol !== PROTOCOL) return { status: 'upgrade-required', protocol: PROTOCOL }
    const client = this.clients.get(clientId) ?? { userId, results: new Map() }
    if (client.userId !== userId) return { status: 'foreign-client' }
    const expected = client.results.size + 1
    if (epoch !== null && epoch !== this.epoch)
      return { status: 'new-epoch', epoch: this.epoch, expected }
    const first = mutations[0]?.id ?? expected
    if (first > expected) return { status: 'gap', epoch: this.epoch, expected }
    this.clients.set(clientId, client)
    const results = mutations.map((mutation) => this.once(clientId, client, mutation))
    return { status: 'done', epoch: this.epoch, results }
  }

  pull(userId: UserId, request: PullRequest): PullReply {
    const { protocol, epoch, clientId, positions, joins, downloading, inline } = request
    if (protocol !== PROTOCOL) return { status: 'upgrade-required', protocol: PROTOCOL }
    const expected = (this.clients.get(clientId)?.results.size ?? 0) + 1
    if (epoch !== null && epoch !== this.epoch)
      return { status: 'new-epoch', epoch: this.epoch, expected }
    const granted = this.record.granted(userId)
    const known = [...Object.keys(positions), ...Object.keys(joins), ...downloading] as Bucket[]
    const snapshots = granted.flatMap((bucket) => {
      const isAsked = known.includes(bucket) || inline.includes(bucket)
      return (!isAsked && this.snapshots?.offer(bucket, this.record)) || []
    })
    const apart = [...downloading, ...snapshots.map(({ bucket }) => bucket)]
    const deltas = granted.flatMap((bucket) => {
      if (apart.includes(bucket)) return []
      const from = positions[bucket]
      if (from === undefined) return [this.record.page(bucket, joins[bucket], this.pageRows)]
      return from < this.record.position(bucket) ? [this.record.since(bucket, from)] : []
    })
    return {
      status: 'done',
      epoch: this.epoch,
      forget: known.filter((bucket) => !granted.includes(bucket)),
      deltas,
      snapshots,
      more: deltas.some(({ after }) => after !== null),
    }
  }

  /** A page of a snapshot; undefined where it is not, or is not for this person. */
  snapshotPage(userId: UserId, bucket: Bucket, to: number, index: number): Uint8Array | undefined {
    if (!this.record.granted(userId).includes(bucket)) return undefined
    return this.snapshots?.page(`${bucket}/${to}/${index}`)
  }

  /** Answers `hello` and sends frames from then on. @returns ends it */
  listen(
    userId: UserId,
    { positions }: Extract<ClientMessage, { type: 'hello' }>,
    send: (message: ServerMessage) => void,
  ): () => void {
    const reader = { userId, send }
    this.readers.add(reader)
    const granted = this.record.granted(userId)
    const known = Object.keys(positions) as Bucket[]
    const behind = [...new Set([...granted, ...known])].filter(
      (bucket) => !granted.includes(bucket) || positions[bucket] !== this.record.position(bucket),
    )
    send({ type: 'ready', epoch: this.epoch, behind })
    return () => {
      this.readers.delete(reader)
    }
  }

  /** Another life of the database, as `record` was; what clients did since is not known to it. */
  restore(record: ModelRecord, epoch: string): void {
    this.record = record
    this.epoch = epoch
    this.clients.clear()
  }

  private once(clientId: ClientId, client: Client, mutation: Mutation): MutationResult {
    const hash = hashOf(mutation)
    const known = client.results.get(mutation.id)
    if (known) {
      const isSame = known.hash === hash || mutation.name === 'noop'
      return isSame ? known.result : { id: mutation.id, status: 'reused' }
    }
    this.ran.push(`${clientId}:${mutation.id}`)
    const result = this.run(client.userId, mutation)
    client.results.set(mutation.id, { hash, result })
    return result
  }

  private run(actor: UserId, { id, name, args, at }: Mutation): MutationResult {
    try {
      const mutator = findMutator(name)
      if (!mutator) throw new AppError('unknown-mutation', `There is no ${name}.`)
      const context = { actor, at, now: this.now() }
      const { patches } = mutator.apply(this.record, mutator.args.parse(args), context)
      const touched = this.record.write(patches)
      this.publish(touched)
      const at_ = Object.fromEntries([...touched].map(([bucket, { n }]) => [bucket, n]))
      return { id, status: 'applied', at: at_ }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { id, status: 'rejected', code: error.code, message: error.message }
    }
  }

  private publish(touched: ReturnType<ModelRecord['write']>): void {
    for (const [bucket, { n, grants }] of touched) {
      const { rows, removed } = this.record.since(bucket, n - 1)
      const frame: Frame = {
        type: 'frame',
        epoch: this.epoch,
        bucket,
        from: n - 1,
        to: n,
        rows,
        removed,
        ...(grants && { grants }),
      }
      for (const { userId, send } of this.readers)
        if (this.record.granted(userId).includes(bucket)) send(frame)
    }
  }
}
