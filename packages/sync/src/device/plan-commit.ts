import type { Bucket, IsoDate } from '@holdfast/domain'
import type { MutationResult } from '../wire/push.ts'
import type { Position } from '../wire/row.ts'
import type { Change, JournalEvent, Meta } from './journal.ts'
import type { Draft, OutboxEntry, Settlement } from './outbox.ts'

export interface DeviceState {
  meta: Meta
  outbox: readonly OutboxEntry[]
}

export interface CommitPlan {
  meta: Meta
  /** Entries to write, by id. */
  outboxPuts: OutboxEntry[]
  /** Ids to delete; none of them is also put. */
  outboxDeletes: number[]
  /** To append to the journal, in this order. */
  events: JournalEvent[]
  /** Buckets whose delta did not continue their position: pull them. */
  stale: Bucket[]
}

/** Can these changes be planned without reading the outbox? Then `state.outbox` may be empty. */
export const needsOutbox = (changes: readonly Change[]): boolean =>
  changes.some((change) => change.type !== 'draft')

/**
 * What a commit writes: the one place that decides how changes move the durable state of a device.
 * Every store adapter calls it inside its transaction, with what it read there, and writes the plan.
 * Rules: SPEC.md, [D…] and [O…].
 */
export const planCommit = (state: DeviceState, changes: readonly Change[]): CommitPlan => {
  const work = new Planner(state)
  for (const change of changes) work.take(change)
  return work.plan()
}

/** Tabs whose last draft is remembered: more than anybody writes in at once. */
const MOST_TABS = 50

type Of<T extends Change['type']> = Extract<Change, { type: T }>

class Planner {
  private readonly meta: Meta
  private readonly before: ReadonlyMap<number, OutboxEntry>
  private outbox: Map<number, OutboxEntry>
  private readonly events: JournalEvent[] = []
  private readonly stale = new Set<Bucket>()

  constructor({ meta, outbox }: DeviceState) {
    this.meta = { ...meta, positions: { ...meta.positions }, joins: { ...meta.joins } }
    this.before = new Map(outbox.map((entry) => [entry.id, entry]))
    this.outbox = new Map(this.before)
  }

  plan(): CommitPlan {
    return {
      meta: this.meta,
      outboxPuts: [...this.outbox.values()].filter((entry) => this.before.get(entry.id) !== entry),
      outboxDeletes: [...this.before.keys()].filter((id) => !this.outbox.has(id)),
      events: this.events,
      stale: [...this.stale],
    }
  }

  take(change: Change): void {
    switch (change.type) {
      case 'draft':
        this.draft(change.draft)
        break
      case 'settle':
        this.settle(change)
        break
      case 'delta':
        this.delta(change)
        break
      case 'forget':
        this.forget(change.buckets)
        break
      case 'new-epoch':
        this.newEpoch(change)
        break
      case 'new-client':
        this.newClient(change)
        break
      case 'too-large':
        this.tooLarge(change)
        break
      case 'discard':
        this.discard(change.id)
        break
      case 'retry':
        this.retry(change.id)
        break
      case 'acknowledged':
        this.acknowledged(change)
        break
    }
  }

  private draft(draft: Draft): void {
    if (draft.nth && !this.isNext(draft.nth)) return
    this.append(draft)
  }

  /** Notes a tab's draft. @returns whether it is not written yet */
  private isNext({ tab, n }: Required<Draft>['nth']): boolean {
    const { [tab]: last = 0, ...others } = this.meta.drafted ?? {}
    const kept = Object.entries(others).slice(-MOST_TABS)
    this.meta.drafted = { ...Object.fromEntries(kept), [tab]: Math.max(last, n) }
    return n > last
  }

  private append({ draftId, name, version, args, at }: Draft): void {
    const entry: OutboxEntry = { id: this.meta.nextMutationId++, draftId, name, version, args, at }
    this.outbox.set(entry.id, entry)
    this.events.push({ type: 'mutation', entry })
  }

  private settle({ clientId, epoch, results, at }: Of<'settle'>): void {
    if (clientId !== this.meta.clientId) return
    this.meta.epoch ??= epoch
    if (epoch !== this.meta.epoch) return
    this.heardAt(at)
    const news: MutationResult[] = []
    for (const result of results) {
      const entry = this.outbox.get(result.id)
      if (!entry || entry.settlement || result.status === 'reused') continue
      this.outbox.set(entry.id, { ...entry, settlement: settlementOf(result) })
      news.push(result)
    }
    if (news.length === 0) return
    this.events.push({ type: 'settled', results: news, dropped: this.dropSeen() })
  }

  private delta({ epoch, delta, at, continues }: Of<'delta'>): void {
    const { bucket, from, to, after } = delta
    this.meta.epoch ??= epoch
    if (epoch !== this.meta.epoch) {
      this.stale.add(bucket)
      return
    }
    this.heardAt(at)
    const position = this.meta.positions[bucket]
    if (position !== undefined && to <= position) return
    if (from !== null) {
      if (position !== from) {
        if (!this.meta.joins[bucket]) this.stale.add(bucket)
        return
      }
      this.meta.positions[bucket] = to
    } else {
      // The log no longer reaches back to what the device holds: it begins the bucket anew.
      if (position !== undefined) this.forget([bucket])
      const join = this.meta.joins[bucket]
      if (continues !== undefined && continues !== (join?.after ?? null)) {
        this.stale.add(bucket)
        return
      }
      this.joined(bucket, Math.min(to, join?.to ?? to), after)
    }
    this.events.push({ type: 'delta', delta, dropped: this.dropSeen() })
  }

  private joined(bucket: Bucket, to: Position, after: string | null): void {
    if (after !== null) {
      this.meta.joins[bucket] = { to, after }
      return
    }
    delete this.meta.joins[bucket]
    this.meta.positions[bucket] = to
  }

  private forget(buckets: readonly Bucket[]): void {
    const known = buckets.filter(
      (bucket) => bucket in this.meta.positions || bucket in this.meta.joins,
    )
    if (known.length === 0) return
    for (const bucket of known) {
      delete this.meta.positions[bucket]
      delete this.meta.joins[bucket]
    }
    const gone = new Set(known)
    this.awaitOnly((bucket) => !gone.has(bucket))
    this.events.push({ type: 'forgotten', buckets: known, dropped: this.dropSeen() })
  }

  private newEpoch({ epoch }: Of<'new-epoch'>): void {
    if (epoch === this.meta.epoch) return
    Object.assign(this.meta, { epoch, positions: {}, joins: {} })
    // What the other life acknowledged may not be in this one: it is sent again.
    for (const { settlement, ...entry } of this.outbox.values())
      if (settlement?.status === 'applied') this.outbox.set(entry.id, entry)
    this.events.push({ type: 'new-epoch', epoch })
  }

  private newClient({ replaces, clientId }: Of<'new-client'>): void {
    if (replaces !== this.meta.clientId) return
    const entries = [...this.outbox.values()].sort((a, b) => a.id - b.id)
    const settled = entries.filter((entry) => entry.settlement)
    const unsettled = entries.filter((entry) => !entry.settlement)
    // Unsettled ones count up from 1, as a new client's must; settled ones are never sent again and
    // make room below.
    const renumbered = [
      ...settled.map((entry, i) => ({ from: entry, to: i - settled.length + 1 })),
      ...unsettled.map((entry, i) => ({ from: entry, to: i + 1 })),
    ]
    this.outbox = new Map(renumbered.map(({ from, to }) => [to, { ...from, id: to }]))
    Object.assign(this.meta, { clientId, nextMutationId: unsettled.length + 1 })
    const ids = renumbered.map(({ from, to }): [number, number] => [from.id, to])
    this.events.push({ type: 'renumbered', ids })
  }

  /** Nobody else will refuse it. In its place the server is sent a `noop`. [P12] */
  private tooLarge({ clientId, id }: Of<'too-large'>): void {
    const entry = this.outbox.get(id)
    if (clientId !== this.meta.clientId || !entry) return
    if (entry.settlement && entry.settlement.status !== 'applied') return
    const refusal = {
      status: 'rejected',
      code: 'too-large',
      message: 'This is larger than the server takes.',
    } as const
    this.outbox.set(id, { ...entry, settlement: refusal })
    this.events.push({ type: 'settled', results: [{ id, ...refusal }], dropped: [] })
  }

  private discard(id: number): void {
    const entry = this.outbox.get(id)
    if (!entry || entry.settlement?.status === 'applied') return
    if (entry.settlement) this.outbox.delete(id)
    else this.outbox.set(id, { ...entry, name: 'noop', version: 1, args: {} })
    this.events.push({ type: 'discarded', id })
  }

  private retry(id: number): void {
    const entry = this.outbox.get(id)
    if (!entry?.settlement || entry.settlement.status === 'applied') return
    this.outbox.delete(id)
    this.events.push({ type: 'discarded', id })
    this.append(entry)
  }

  private acknowledged({ at }: Of<'acknowledged'>): void {
    this.heardAt(at)
    // A page that did not fit is still to come.
    if (this.stale.size > 0) return
    const { positions, joins } = this.meta
    this.awaitOnly((bucket) => bucket in positions || bucket in joins)
    const dropped = this.dropSeen()
    if (dropped.length > 0) this.events.push({ type: 'settled', results: [], dropped })
  }

  private heardAt(at: IsoDate): void {
    const last = this.meta.lastAcknowledgedAt
    if (last === null || at > last) this.meta.lastAcknowledgedAt = at
  }

  /** Stops awaiting effects in buckets that fail the test. */
  private awaitOnly(test: (bucket: Bucket) => boolean): void {
    for (const entry of this.outbox.values()) {
      if (entry.settlement?.status !== 'applied') continue
      const awaited = Object.entries(entry.settlement.at) as [Bucket, Position][]
      const kept = awaited.filter(([bucket]) => test(bucket))
      if (kept.length === awaited.length) continue
      const at = Object.fromEntries(kept) as Record<Bucket, Position>
      this.outbox.set(entry.id, { ...entry, settlement: { status: 'applied', at } })
    }
  }

  /** Deletes entries whose effect has come back in every bucket that it is awaited in. */
  private dropSeen(): number[] {
    const { positions } = this.meta
    const dropped: number[] = []
    for (const { id, settlement } of this.outbox.values()) {
      if (settlement?.status !== 'applied') continue
      const awaited = Object.entries(settlement.at) as [Bucket, Position][]
      if (awaited.every(([bucket, n]) => (positions[bucket] ?? -1) >= n)) dropped.push(id)
    }
    for (const id of dropped) this.outbox.delete(id)
    return dropped
  }
}

const settlementOf = (result: Exclude<MutationResult, { status: 'reused' }>): Settlement => {
  switch (result.status) {
    case 'applied':
      return { status: 'applied', at: result.at }
    case 'rejected':
      return { status: 'rejected', code: result.code, message: result.message }
    case 'failed':
      return { status: 'failed', supportId: result.supportId }
  }
}
