import { type Bucket, type RowKey, rowKey, type TaskId } from '@holdfast/domain'
import type {
  Committed,
  EffectPositions,
  JournalEvent,
  Loaded,
  Meta,
  Mutation,
  OutboxEntry,
  PushReply,
} from '@holdfast/sync'
import { identityOf, type Run } from './authority.ts'
import { Violation } from './violation.ts'

/** What became of something that a person did and a device kept. */
export interface Deed {
  identity: string
  name: string
  args: unknown
  home: string
  /** The server has said so, in some epoch. */
  isApplied: boolean
  /** No device keeps it any more among what it has sent: its disk was set back. */
  isForgotten: boolean
  /** Why the record need not have it. */
  excuse: string | null
}

/**
 * What was promised to people: every draft that a device has made durable, what the server said of
 * it, and where its effect is to be seen. Devices are measured by it as they go.
 */
export class Ledger {
  readonly deeds = new Map<string, Deed>()
  /** Where the server said last that an effect is to be seen, by identity. */
  private readonly effects = new Map<string, EffectPositions>()
  /** Computers whose store has, or is, an older copy. */
  private readonly copies = new Set<string>()
  /** Computers that have one client id with another, and which that is. */
  private readonly sharing = new Map<string, string>()
  /** What each computer's outbox holds: identities by id. */
  private readonly outboxes = new Map<string, Map<number, string>>()

  /** The server has decided a batch. */
  decided(mutations: readonly Mutation[], reply: PushReply): void {
    if (reply.status !== 'done') return
    const byId = new Map(mutations.map((mutation) => [mutation.id, mutation]))
    for (const result of reply.results) {
      const mutation = byId.get(result.id)
      if (!mutation || result.status === 'reused') continue
      const identity = identityOf(mutation)
      const deed = this.deeds.get(identity)
      if (result.status === 'applied') {
        this.effects.set(identity, result.at)
        if (deed) deed.isApplied = true
      } else this.excuse(identity, 'refused')
    }
  }

  /** A store was read: its outbox, as it is. */
  loaded(home: string, { outbox }: Pick<Loaded, 'outbox'>): void {
    this.outboxes.set(home, new Map(outbox.map((entry) => [entry.id, identityOf(entry)])))
  }

  /** A store has made these changes, whether or not it says so. */
  committed(home: string, { entries, meta }: Committed): void {
    const outbox = this.outboxOf(home)
    for (const { event } of entries) {
      if (event.type === 'mutation') this.keep(home, event.entry)
      if (event.type === 'unsettled' && meta.isOutdated) this.awaitAnyPosition(home)
      if (event.type === 'renumbered') this.renumber(home, new Map(event.ids))
      if (event.type === 'discarded') {
        this.excuse(outbox.get(event.id) ?? '', 'discarded')
        outbox.delete(event.id)
      }
      for (const id of droppedBy(event)) this.requireSeen(home, meta, id)
    }
  }

  /** Do two computers have one client id? */
  get isSharing(): boolean {
    return this.sharing.size > 0
  }

  excuse(identity: string, why: string): void {
    const deed = this.deeds.get(identity)
    if (deed) deed.excuse ??= why
  }

  /** @throws Violation where the record did a thing more than once */
  requireOnce(runs: ReadonlyMap<string, Run>): void {
    for (const [identity, { applied }] of runs)
      if (applied > 1) throw new Violation('ran-twice', `applied ${applied} times: ${identity}`)
  }

  /** A computer's disk goes back to what it was: what nobody else has is lost with it. */
  rolledBack(home: string): void {
    this.copies.add(home)
    for (const deed of this.deeds.values()) {
      if (deed.home !== home) continue
      deed.isForgotten = true
      if (!deed.isApplied) deed.excuse ??= 'rolled back'
    }
  }

  /** A computer has another client id than any copy of its store. */
  separated(home: string): void {
    this.sharing.delete(this.sharing.get(home) ?? '')
    this.sharing.delete(home)
  }

  /** One computer's disk is now as the other's. */
  copied(from: string, to: string): void {
    this.copies.add(from)
    this.sharing.set(from, to).set(to, from)
    this.rolledBack(to)
  }

  /** @throws Violation unless the record has each durable deed once, or there is an excuse */
  requireWhole(runs: ReadonlyMap<string, Run>): void {
    const intents = new Set([...runs.keys()].map(withoutTime))
    for (const { identity, home, excuse, isApplied, isForgotten } of this.deeds.values()) {
      // Another life of the record lacks it, and no device has it any more to send it again.
      const isGone = isApplied && isForgotten
      // Two copies of a store that do the very same under one id have done it once, or were refused.
      const isDone = this.copies.has(home)
        ? intents.has(withoutTime(identity))
        : runs.get(identity)?.applied
      if (!excuse && !isGone && !isDone)
        throw new Violation('lost', `${home} did this, and the record has it not: ${identity}`)
    }
  }

  /** @throws Violation where the record says that it did a thing, and has nothing to show for it */
  requireMade(runs: ReadonlyMap<string, Run>, keys: ReadonlySet<RowKey>): void {
    for (const { identity, name, args } of this.deeds.values()) {
      if (name !== 'create-task' || !runs.get(identity)?.applied) continue
      const { id } = args as { id: TaskId }
      if (!keys.has(rowKey('task', id)))
        throw new Violation('unmade', `the record says that it did this: ${identity}`)
    }
  }

  private outboxOf(home: string): Map<number, string> {
    const outbox = this.outboxes.get(home) ?? new Map<number, string>()
    this.outboxes.set(home, outbox)
    return outbox
  }

  private keep(home: string, entry: OutboxEntry): void {
    const identity = identityOf(entry)
    this.outboxOf(home).set(entry.id, identity)
    if (entry.name !== 'noop' && !this.deeds.has(identity))
      this.deeds.set(identity, {
        identity,
        name: entry.name,
        args: entry.args,
        home,
        isApplied: false,
        isForgotten: false,
        excuse: null,
      })
  }

  private renumber(home: string, ids: ReadonlyMap<number, number>): void {
    const outbox = [...this.outboxOf(home)]
    this.separated(home)
    this.outboxes.set(home, new Map(outbox.map(([id, identity]) => [ids.get(id) ?? id, identity])))
  }

  /** In another life of the record, effects may have other numbers. [A2] */
  private awaitAnyPosition(home: string): void {
    for (const identity of this.outboxOf(home).values()) this.effects.set(identity, {})
  }

  /** [O1] */
  private requireSeen(home: string, meta: Meta, id: number): void {
    const outbox = this.outboxOf(home)
    const identity = outbox.get(id) ?? ''
    outbox.delete(id)
    const deed = this.deeds.get(identity)
    // A noop in the place of what the person gave up.
    if (!deed) return
    const at = this.effects.get(identity)
    if (!at) throw new Violation('dropped-unsettled', `${home} let go of ${identity}`)
    for (const [bucket, n] of Object.entries(at)) {
      const position = meta.positions[bucket as Bucket]
      if (position !== undefined && position < n)
        throw new Violation(
          'dropped-unseen',
          `${home} let go of ${identity} at ${position} of ${bucket}, before its effect at ${n}`,
        )
    }
  }
}

const withoutTime = (identity: string): string => identity.replace(/ \S+/, '')

const droppedBy = (event: JournalEvent): readonly number[] =>
  'dropped' in event ? event.dropped : []
