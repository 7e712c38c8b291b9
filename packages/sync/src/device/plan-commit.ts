import type { Bucket, ClientId, IsoDate } from '@holdfast/domain'
import type { MutationResult } from '../wire/push.ts'
import type { Epoch, Position } from '../wire/row.ts'
import {
  copyHeld,
  dropBucket,
  isOfferWanted,
  knowsBucket,
  rowsIn,
  storePage,
} from './held-buckets.ts'
import {
  append,
  discard,
  refuseTooLarge,
  retry,
  seeReissue,
  seeTorn,
  type Work,
} from './issue-changes.ts'
import type { Change, JournalEvent, Lost, Meta, PageChange, PageEvent } from './journal.ts'
import { Ledger, type LedgerPlan } from './ledger.ts'
import { type Draft, type OutboxEntry, type SentEntry, settlementOf } from './outbox.ts'

export interface DeviceState {
  meta: Meta
  outbox: readonly OutboxEntry[]
  /** What has left the outbox. */
  sent: readonly SentEntry[]
}

export interface CommitPlan extends LedgerPlan {
  meta: Meta
  /** To append to the journal, in this order. */
  events: JournalEvent[]
  /** Pages to store as they are, by the event that tells of them. */
  pages: ReadonlyMap<JournalEvent, Uint8Array>
  /** Buckets whose delta did not continue their position: pull them. */
  stale: Bucket[]
}

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
  private readonly ledger: Ledger
  private readonly events: JournalEvent[] = []
  private readonly pages = new Map<JournalEvent, Uint8Array>()
  private readonly stale = new Set<Bucket>()
  private readonly work: Work

  constructor({ meta, outbox, sent }: DeviceState) {
    this.meta = { ...meta, ...copyHeld(meta) }
    this.ledger = new Ledger(outbox, sent)
    this.work = { meta: this.meta, ledger: this.ledger, events: this.events }
  }

  plan(): CommitPlan {
    const { meta, events, pages, stale } = this
    return { ...this.ledger.plan(), meta, events, pages, stale: [...stale] }
  }

  take(change: Change): void {
    if (this.meta.isOutdated && this.beginsAnew(change)) this.discardBase()
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
      case 'download':
        this.download(change)
        break
      case 'page':
        this.page(change)
        break
      case 'abandon':
        this.abandon(change)
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
      case 'reissue-seen':
        seeReissue(this.work)
        break
      case 'torn-seen':
        seeTorn(this.work)
        break
      case 'too-large':
        refuseTooLarge(this.work, change)
        break
      case 'discard':
        discard(this.work, change.id)
        break
      case 'retry':
        retry(this.work, change.id)
        break
      case 'acknowledged':
        this.acknowledged(change)
        break
    }
  }

  private draft(draft: Draft): void {
    if (draft.nth && !this.isNext(draft.nth)) return
    append(this.work, draft)
  }

  /** Notes a tab's draft. @returns whether it is not written yet */
  private isNext({ tab, n }: Required<Draft>['nth']): boolean {
    const { [tab]: last = 0, ...others } = this.meta.drafted ?? {}
    const kept = Object.entries(others).slice(-MOST_TABS)
    this.meta.drafted = { ...Object.fromEntries(kept), [tab]: Math.max(last, n) }
    return n > last
  }

  private settle({ clientId, epoch, results, at }: Of<'settle'>): void {
    if (clientId !== this.meta.clientId) return
    this.meta.epoch ??= epoch
    if (epoch !== this.meta.epoch) return
    this.heardAt(at)
    const news: MutationResult[] = []
    for (const result of results) {
      const entry = this.ledger.get(result.id)
      if (!entry || entry.settlement || result.status === 'reused') continue
      this.ledger.put({ ...entry, settlement: settlementOf(result) })
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
    // Its snapshot is on its way: what came since is pulled then. [N12]
    if (this.meta.downloads[bucket]) return
    if (from !== null) {
      if (position !== from) {
        this.stale.add(bucket)
        return
      }
      this.meta.positions[bucket] = to
    } else {
      // The log no longer reaches back to what the device holds: it begins the bucket anew.
      if (position !== undefined) this.empty([bucket])
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

  private download({ epoch, offer, at }: Of<'download'>): void {
    const { bucket, to, pages } = offer
    this.meta.epoch ??= epoch
    if (epoch !== this.meta.epoch) return
    this.heardAt(at)
    if (!isOfferWanted(this.meta, offer)) return
    this.empty([bucket])
    this.meta.downloads[bucket] = { to, pages, page: 0 }
    this.events.push({ type: 'download', bucket, rows: rowsIn(pages, 0) })
  }

  private page(change: PageChange): void {
    if (change.epoch !== this.meta.epoch) return
    const stored = storePage(this.meta, change)
    if (!stored) return
    this.heardAt(change.at)
    const event: PageEvent = { ...stored, dropped: this.dropSeen() }
    this.events.push(event)
    this.pages.set(event, change.bytes)
  }

  private abandon({ epoch, bucket, to }: Of<'abandon'>): void {
    if (epoch === this.meta.epoch && this.meta.downloads[bucket]?.to === to) this.empty([bucket])
  }

  private forget(buckets: readonly Bucket[]): void {
    const gone = new Set(buckets.filter((bucket) => knowsBucket(this.meta, bucket)))
    if (gone.size === 0) return
    this.ledger.awaitOnly((bucket) => !gone.has(bucket))
    this.empty([...gone])
  }

  /** Their rows go. What was applied in them is awaited still: they are joined anew. */
  private empty(buckets: readonly Bucket[]): void {
    const known = buckets.filter((bucket) => knowsBucket(this.meta, bucket))
    if (known.length === 0) return
    for (const bucket of known) dropBucket(this.meta, bucket)
    this.events.push({ type: 'forgotten', buckets: known, dropped: this.dropSeen() })
  }

  private newEpoch({ epoch, expected, clientId, at }: Of<'new-epoch'>): void {
    if (epoch === this.meta.epoch) return
    Object.assign(this.meta, { epoch, positions: {}, joins: {}, downloads: {}, isOutdated: true })
    this.meta.expectedMutationId = expected
    const earlier = this.ledger.unsettleEarlier()
    const back = this.ledger.unsettle(expected)
    this.waitAgain({ type: 'unsettled', from: expected, earlier: true }, [...earlier, ...back])
    this.ledger.awaitAnyPosition()
    const { nextMutationId } = this.meta
    if (expected <= nextMutationId) {
      if (!this.ledger.holds(expected, nextMutationId)) this.renumber({ clientId, at })
    } else if (this.ledger.hasUnsettled) {
      // An older copy of a store that went on: the record knows what these ids did, and will say.
      this.meta.nextMutationId = expected
    } else this.renumber({ clientId, at })
  }

  /** @param back what had left the outbox and is back in it */
  private waitAgain(unsettled: JournalEvent, back: readonly OutboxEntry[]): void {
    this.events.push(unsettled)
    for (const entry of back) this.events.push({ type: 'mutation', entry })
  }

  /** Is it the first that comes of this life's rows? */
  private beginsAnew(change: Change): boolean {
    if (change.type === 'acknowledged') return true
    if (change.type === 'download') return change.epoch === this.meta.epoch
    return change.type === 'delta' && change.epoch === this.meta.epoch && change.delta.from === null
  }

  private discardBase(): void {
    delete this.meta.isOutdated
    this.events.push({ type: 'new-epoch', epoch: this.meta.epoch as Epoch })
  }

  private newClient({ replaces, clientId, expected, lost, at }: Of<'new-client'>): void {
    if (replaces !== this.meta.clientId) return
    if (expected !== undefined && this.comesBack(expected, lost)) return
    this.renumber({ clientId, at, lost: lost ?? { clientId: replaces, ids: [], from: 1 } })
  }

  /** Is what the server expects kept still? Then it waits again. [P5] [A6] */
  private comesBack(expected: number, lost: Lost | undefined): boolean {
    if (lost) {
      const back = this.ledger.takeBackUnder(lost.clientId, expected)
      for (const entry of back) this.events.push({ type: 'mutation', entry })
      return back.length > 0
    }
    const isKept = this.ledger.keeps(expected, this.meta.nextMutationId)
    const unsettled: JournalEvent = { type: 'unsettled', from: expected }
    if (isKept) this.waitAgain(unsettled, this.ledger.unsettle(expected))
    return isKept
  }

  private renumber({ clientId, at, lost }: { clientId: ClientId; at: IsoDate; lost?: Lost }): void {
    const { clientId: ends, expectedMutationId = 1 } = this.meta
    // While any of an earlier client waits, nothing of the device's own is sent: as it was then, it is.
    const own = { clientId: ends, ids: [], from: expectedMutationId }
    const all = lost?.clientId === ends ? [lost] : [own, ...(lost ? [lost] : [])]
    const { ids, reissued: anew } = this.ledger.renumber(ends, all)
    Object.assign(this.meta, { clientId, nextMutationId: anew.length + 1 })
    delete this.meta.expectedMutationId
    const count = anew.filter(({ name }) => name !== 'noop').length
    const reissued = count > 0 ? { at, count } : null
    if (reissued) this.meta.reissued = reissued
    this.events.push({ type: 'renumbered', ids, reissued })
  }

  private acknowledged({ at }: Of<'acknowledged'>): void {
    this.heardAt(at)
    // A page that did not fit is still to come.
    if (this.stale.size > 0) return
    this.ledger.awaitOnly((bucket) => knowsBucket(this.meta, bucket))
    const dropped = this.dropSeen()
    if (dropped.length > 0) this.events.push({ type: 'settled', results: [], dropped })
  }

  private heardAt(at: IsoDate): void {
    // By the clock as it is now: it may have been far ahead once.
    this.meta.lastAcknowledgedAt = at
  }

  private dropSeen(): number[] {
    return this.ledger.dropSeen(this.meta.positions, this.meta.lastAcknowledgedAt)
  }
}
