import type {
  Bucket,
  ClientId,
  MutatorInput,
  MutatorName,
  Row,
  RowKey,
  UserId,
} from '@holdfast/domain'
import { keyOf, mutators } from '@holdfast/domain'
import { type Change, type Lost, type Meta, newMeta } from '../device/journal.ts'
import { nextBatch } from '../device/next-batch.ts'
import type { OutboxEntry, SentEntry } from '../device/outbox.ts'
import { planCommit } from '../device/plan-commit.ts'
import { Replica } from '../device/replica.ts'
import { lostOf, nextStream, type Stream } from '../device/streams.ts'
import type { Frame } from '../wire/live.ts'
import { PROTOCOL } from '../wire/protocol.ts'
import type { PullReply } from '../wire/pull.ts'
import type { Mutation, PushReply } from '../wire/push.ts'
import type { ModelServer } from './model-server.ts'
import { dawn } from './world.ts'

/** As the other side gets it. */
const overTheWire = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T

/** A device without timers, sockets or storage: `planCommit` and a replica, moved step by step. */
export class ModelDevice {
  readonly userId: UserId
  readonly replica: Replica
  meta: Meta
  outbox: OutboxEntry[] = []
  private sent: SentEntry[] = []
  private expected: { clientId: ClientId; id: number } | undefined
  private clients = 0
  private drafts = 0

  constructor(userId: UserId, name: string) {
    this.userId = userId
    this.replica = new Replica(userId)
    this.meta = newMeta(userId, `${name}-0` as ClientId)
  }

  /** @throws what the mutator throws */
  mutate<N extends MutatorName>(name: N, input: MutatorInput<N>): void {
    const mutator = mutators[name]
    const args = mutator.args.parse(input)
    const { version } = mutator
    const draftId = `${this.meta.clientId}/${++this.drafts}`
    const draft = { draftId, name, version, args, at: dawn }
    this.replica.draft(draft)
    this.commit({ type: 'draft', draft })
  }

  commit(...changes: Change[]): Bucket[] {
    const plan = planCommit({ meta: this.meta, outbox: this.outbox, sent: this.sent }, changes)
    const outbox = new Map(this.outbox.map((entry) => [entry.id, entry]))
    for (const id of plan.outboxDeletes) outbox.delete(id)
    for (const entry of plan.outboxPuts) outbox.set(entry.id, entry)
    this.outbox = [...outbox.values()].sort((a, b) => a.id - b.id)
    const { sentDeletes, sentDeletesBefore } = plan
    this.sent = this.sent
      .filter((one) => !sentDeletes.includes(one) && one.at >= (sentDeletesBefore ?? ''))
      .concat(plan.sentPuts)
    this.meta = plan.meta
    for (const event of plan.events) this.replica.apply(event)
    return plan.stale
  }

  /** @param deliver false: the server did it and the reply was lost. @returns whether it said anything */
  push(server: ModelServer, deliver = true): boolean {
    const stream = nextStream(this.outbox, this.meta.clientId)
    const { clientId } = stream
    const expected = this.expected?.clientId === clientId ? this.expected.id : undefined
    const mutations = nextBatch(stream.entries, expected)
    if (mutations === 'missing') {
      this.newClient({ clientId, ids: [], from: expected ?? 1 })
      return true
    }
    if (mutations.length === 0) return false
    const { epoch } = this.meta
    const request = { protocol: PROTOCOL, epoch, clientId, mutations }
    const reply = server.push(this.userId, overTheWire(request))
    if (deliver) this.pushed(stream, mutations, overTheWire(reply))
    return true
  }

  private pushed(stream: Stream, sent: readonly Mutation[], reply: PushReply): void {
    const { clientId } = this.meta
    this.expected = undefined
    if (reply.status === 'gap') this.expected = { clientId: stream.clientId, id: reply.expected }
    if (reply.status === 'new-epoch' && stream.clientId === clientId) this.newEpoch(reply)
    if (reply.status === 'foreign-client')
      this.newClient({ clientId: stream.clientId, ids: [], from: 1 })
    if (reply.status !== 'done') return
    const { epoch } = reply
    const results = reply.results.map((result) => ({ ...result, id: stream.idOf(result.id) }))
    this.commit({ type: 'settle', clientId, epoch, results, at: dawn })
    const lost = lostOf(stream.clientId, sent, reply.results)
    if (lost) this.newClient(lost)
  }

  /** @returns takes the answer in, now or later */
  pull(server: ModelServer): () => void {
    const { epoch, clientId, positions, joins } = overTheWire(this.meta)
    const reply = server.pull(this.userId, {
      protocol: PROTOCOL,
      epoch,
      clientId,
      positions,
      joins,
      downloading: [],
      inline: [],
    })
    const copy = overTheWire(reply)
    return () => this.pulled(copy, joins)
  }

  frame({ type: _, epoch, grants: __, ...frame }: Frame): void {
    this.commit({ type: 'delta', epoch, delta: { ...frame, after: null }, at: dawn })
  }

  rows(): Map<RowKey, Row> {
    return new Map([...this.replica.view.rows()].map((row) => [keyOf(row), row]))
  }

  private pulled(reply: PullReply, joins: Meta['joins']): void {
    if (reply.status === 'new-epoch') this.newEpoch(reply)
    if (reply.status !== 'done') return
    const changes: Change[] = [{ type: 'forget', buckets: reply.forget }]
    for (const delta of reply.deltas)
      changes.push({
        type: 'delta',
        epoch: reply.epoch,
        delta,
        at: dawn,
        ...(delta.from === null && { continues: joins[delta.bucket]?.after ?? null }),
      })
    if (!reply.more) changes.push({ type: 'acknowledged', at: dawn })
    this.commit(...changes)
  }

  private newEpoch({ epoch, expected }: { epoch: string; expected: number }): void {
    this.commit({ type: 'new-epoch', epoch, expected, clientId: this.freshClient(), at: dawn })
  }

  private newClient(lost: Lost): void {
    this.expected = undefined
    const { clientId: replaces } = this.meta
    this.commit({ type: 'new-client', replaces, clientId: this.freshClient(), lost, at: dawn })
  }

  private freshClient(): ClientId {
    return `${this.meta.clientId.split('-')[0]}-${++this.clients}` as ClientId
  }
}
