import { type Bucket, type IsoDate, isoDate } from '@holdfast/domain'
import type { Position } from '../wire/row.ts'
import type { OutboxEntry, SentEntry } from './outbox.ts'

/** For so long what was acknowledged is kept, in case the record is restored to before it. [A1] */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** What a commit changes of the outbox and of what was sent. */
export interface LedgerPlan {
  /** Entries to write, by id. */
  outboxPuts: OutboxEntry[]
  /** Ids to delete; none of them is also put. */
  outboxDeletes: number[]
  /** Entries to keep as sent, by id, once the deletions are done. */
  sentPuts: SentEntry[]
  sentDeletes: SentEntry[]
  /** What was sent before this is deleted as well; null: nothing is. */
  sentDeletesBefore: IsoDate | null
}

/** The outbox, and what has left it, as the changes of one commit move them. */
export class Ledger {
  private readonly before: ReadonlyMap<number, OutboxEntry>
  private readonly sentBefore: ReadonlyMap<number, SentEntry>
  private outbox: Map<number, OutboxEntry>
  private sent: Map<number, SentEntry>

  constructor(outbox: readonly OutboxEntry[], sent: readonly SentEntry[]) {
    this.before = new Map(outbox.map((entry) => [entry.id, entry]))
    this.sentBefore = new Map(sent.map((one) => [one.entry.id, one]))
    this.outbox = new Map(this.before)
    this.sent = new Map(this.sentBefore)
  }

  plan(): LedgerPlan {
    const sentPuts = [...this.sent.values()].filter(
      (one) => this.sentBefore.get(one.entry.id) !== one,
    )
    const latest = sentPuts
      .map(({ at }) => at)
      .sort()
      .at(-1)
    return {
      outboxPuts: [...this.outbox.values()].filter((entry) => this.before.get(entry.id) !== entry),
      outboxDeletes: [...this.before.keys()].filter((id) => !this.outbox.has(id)),
      sentPuts,
      sentDeletes: [...this.sentBefore.values()].filter(({ entry }) => !this.sent.has(entry.id)),
      sentDeletesBefore: latest ? sevenDaysBefore(latest) : null,
    }
  }

  get(id: number): OutboxEntry | undefined {
    return this.outbox.get(id)
  }

  put(entry: OutboxEntry): void {
    this.outbox.set(entry.id, entry)
  }

  /** Takes a refused one out for good: its id was used, by a `noop` as far as others are concerned. */
  remove(entry: OutboxEntry, at: IsoDate | null): void {
    this.keep({ ...entry, name: 'noop', version: 1, args: {} }, at)
  }

  /** Stops awaiting effects in buckets that fail the test. */
  awaitOnly(test: (bucket: Bucket) => boolean): void {
    for (const entry of this.outbox.values()) {
      if (entry.settlement?.status !== 'applied') continue
      const awaited = Object.entries(entry.settlement.at) as [Bucket, Position][]
      const kept = awaited.filter(([bucket]) => test(bucket))
      if (kept.length === awaited.length) continue
      const at = Object.fromEntries(kept) as Record<Bucket, Position>
      this.outbox.set(entry.id, { ...entry, settlement: { status: 'applied', at } })
    }
  }

  /** Takes out what has come back in every bucket that it is awaited in. @returns their ids */
  dropSeen(positions: Readonly<Record<Bucket, Position>>, at: IsoDate | null): number[] {
    const seen = [...this.outbox.values()].filter(({ settlement }) => {
      if (settlement?.status !== 'applied') return false
      const awaited = Object.entries(settlement.at) as [Bucket, Position][]
      return awaited.every(([bucket, n]) => (positions[bucket] ?? -1) >= n)
    })
    for (const entry of seen) this.keep(entry, at)
    return seen.map(({ id }) => id)
  }

  get hasUnsettled(): boolean {
    return [...this.outbox.values()].some(({ settlement }) => !settlement)
  }

  /**
   * Another life lacks what was acknowledged from this id on.
   * @returns what had left the outbox and is back in it, in order
   */
  unsettle(from: number): OutboxEntry[] {
    for (const { settlement, ...entry } of this.outbox.values())
      if (settlement?.status === 'applied' && entry.id >= from) this.outbox.set(entry.id, entry)
    const back = [...this.sent.values()]
      .map(({ entry }) => entry)
      .filter(({ id }) => id >= from)
      .sort((a, b) => a.id - b.id)
    for (const entry of back) {
      this.sent.delete(entry.id)
      this.outbox.set(entry.id, entry)
    }
    return back
  }

  /**
   * What an earlier client id did has other numbers in another life, or none: it is awaited until its
   * buckets are held at all. [A6]
   */
  awaitAnyPosition(): void {
    for (const entry of this.outbox.values()) {
      if (entry.id > 0 || entry.settlement?.status !== 'applied') continue
      const at = Object.fromEntries(Object.keys(entry.settlement.at).map((bucket) => [bucket, 0]))
      this.outbox.set(entry.id, { ...entry, settlement: { status: 'applied', at } })
    }
  }

  /** Is every id of these in the outbox? */
  holds(from: number, end: number): boolean {
    for (let id = from; id < end; id++) if (!this.outbox.has(id)) return false
    return true
  }

  /** Is every id of these in the outbox or among what has left it? */
  keeps(from: number, end: number): boolean {
    for (let id = from; id < end; id++) if (!this.outbox.has(id) && !this.sent.has(id)) return false
    return true
  }

  /**
   * Unsettled ones count up from 1, as a new client's must; settled ones are never sent again and make
   * room below. What was sent under the old id says nothing any more. [D7]
   */
  renumber(): { ids: [from: number, to: number][]; unsettled: OutboxEntry[] } {
    const entries = [...this.outbox.values()].sort((a, b) => a.id - b.id)
    const settled = entries.filter((entry) => entry.settlement)
    const unsettled = entries.filter((entry) => !entry.settlement)
    const ids = [
      ...settled.map(({ id }, i): [number, number] => [id, i - settled.length + 1]),
      ...unsettled.map(({ id }, i): [number, number] => [id, i + 1]),
    ]
    const outbox = new Map<number, OutboxEntry>()
    for (const [from, to] of ids) {
      const entry = this.outbox.get(from)
      if (entry) outbox.set(to, { ...entry, id: to })
    }
    this.outbox = outbox
    this.sent = new Map()
    return { ids, unsettled }
  }

  /** Moves it out of the outbox. Ids below 1 are of an earlier client and are never asked for. */
  private keep({ settlement: _, ...entry }: OutboxEntry, at: IsoDate | null): void {
    this.outbox.delete(entry.id)
    if (entry.id > 0) this.sent.set(entry.id, { entry, at: at ?? entry.at })
  }
}

const sevenDaysBefore = (at: IsoDate): IsoDate => isoDate(new Date(Date.parse(at) - KEPT_MS))
