import { type Bucket, type ClientId, type IsoDate, isoDate } from '@holdfast/domain'
import type { Position } from '../wire/row.ts'
import type { Lost } from './journal.ts'
import type { EarlierNumber, OutboxEntry, SentEntry } from './outbox.ts'

/** For so long what was acknowledged is kept, in case the record is restored to before it. [A1] */
export const KEPT_MS = 7 * 24 * 60 * 60 * 1000

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
      sentDeletes: [...this.sentBefore.values()].filter(
        (one) => this.sent.get(one.entry.id) !== one,
      ),
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

  /** Is anything unsettled that was made under the device's own client id? */
  get hasUnsettled(): boolean {
    return [...this.outbox.values()].some(({ settlement, under }) => !settlement && !under)
  }

  /**
   * Another life lacks what was acknowledged from this id on.
   * @returns what had left the outbox and is back in it, in order
   */
  unsettle(from: number): OutboxEntry[] {
    this.withdraw(({ id }) => id >= from)
    return this.takeBack(({ id }) => id >= from)
  }

  /**
   * Nobody knows what another life has of what was sent under earlier client ids: it is asked. [A6]
   * @returns what had left the outbox and is back in it, in order
   */
  unsettleEarlier(): OutboxEntry[] {
    this.withdraw(({ under }) => under !== undefined)
    return this.takeBack(({ under }) => under !== undefined)
  }

  /**
   * Another life may have an effect at another number than the one before it: what it knows as
   * acknowledged is awaited until its buckets are held at all. [A2]
   */
  awaitAnyPosition(): void {
    for (const entry of this.outbox.values()) {
      if (entry.settlement?.status !== 'applied') continue
      const at = Object.fromEntries(Object.keys(entry.settlement.at).map((bucket) => [bucket, 0]))
      this.outbox.set(entry.id, { ...entry, settlement: { status: 'applied', at } })
    }
  }

  /**
   * What has left the outbox of an earlier client with this id: a refused one that was tried again, say.
   * @returns it, back in the outbox
   */
  takeBackUnder(clientId: ClientId, id: number): OutboxEntry[] {
    return this.takeBack(({ under }) => under?.clientId === clientId && under.id === id)
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
   * Another client id: what the record does not have counts up from 1, as a new client's must. What
   * it has or may have moves to 0 and below, where it is asked of by the number that it was sent
   * under. [D7] [A6]
   * @param clientId the one that ends
   * @param lost what the record does not have, by the client ids that it was sent under
   */
  renumber(
    clientId: ClientId,
    lost: readonly Lost[],
  ): {
    ids: [from: number, to: number][]
    reissued: OutboxEntry[]
  } {
    const isPast = ({ id, settlement, under = { clientId, id } }: OutboxEntry) =>
      settlement !== undefined || !lost.some((one) => isIn(one, under))
    const entries = [...this.outbox.values()].sort(byId)
    const sent = [...this.sent.values()]
    const past = [...entries.filter(isPast), ...sent.map(({ entry }) => entry)].sort(byId)
    const reissued = entries.filter((entry) => !isPast(entry))
    const ids = new Map([...numbered(past, 1 - past.length), ...numbered(reissued, 1)])
    const moved = (entry: OutboxEntry): OutboxEntry => ({
      ...entry,
      id: ids.get(entry.id) ?? entry.id,
      ...(entry.id > 0 && { under: { clientId, id: entry.id } }),
    })
    const anew = ({ under: _, ...entry }: OutboxEntry, i: number) => ({ ...entry, id: i + 1 })
    const outbox = [...entries.filter(isPast).map(moved), ...reissued.map(anew)]
    this.outbox = new Map(outbox.map((entry) => [entry.id, entry]))
    this.sent = new Map(
      sent.map((one) => {
        const entry = moved(one.entry)
        return [entry.id, { ...one, entry }]
      }),
    )
    const moves = entries.map(({ id }): [number, number] => [id, ids.get(id) ?? id])
    return { ids: moves, reissued }
  }

  /** What these were answered holds no longer. */
  private withdraw(test: (entry: OutboxEntry) => boolean): void {
    for (const { settlement, ...entry } of this.outbox.values())
      if (settlement?.status === 'applied' && test(entry)) this.outbox.set(entry.id, entry)
  }

  private takeBack(test: (entry: OutboxEntry) => boolean): OutboxEntry[] {
    const back = [...this.sent.values()]
      .map(({ entry }) => entry)
      .filter(test)
      .sort(byId)
    for (const entry of back) {
      this.sent.delete(entry.id)
      this.outbox.set(entry.id, entry)
    }
    return back
  }

  /** Moves it out of the outbox. Where nobody knows what it was sent under, it cannot be asked of. */
  private keep({ settlement: _, ...entry }: OutboxEntry, at: IsoDate | null): void {
    this.outbox.delete(entry.id)
    if (entry.id > 0 || entry.under) this.sent.set(entry.id, { entry, at: at ?? entry.at })
  }
}

const isIn = (lost: Lost, { clientId, id }: EarlierNumber): boolean =>
  clientId === lost.clientId && (lost.ids.includes(id) || (lost.from !== null && id >= lost.from))

const numbered = (entries: readonly OutboxEntry[], first: number): [from: number, to: number][] =>
  entries.map(({ id }, i) => [id, first + i])

const byId = (one: OutboxEntry, other: OutboxEntry): number => one.id - other.id

const sevenDaysBefore = (at: IsoDate): IsoDate => isoDate(new Date(Date.parse(at) - KEPT_MS))
