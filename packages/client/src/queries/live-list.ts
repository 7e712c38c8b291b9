import { Listeners, type Live } from './live.ts'

export interface ItemChange<T> {
  before: T | undefined
  after: T | undefined
}

export interface ListRule<T> {
  matches(item: T): boolean
  /** Total: 0 only for one and the same item. */
  compare(a: T, b: T): number
  /** Everything that may match now, in any order. */
  candidates(): Iterable<T>
}

/** Beyond so many changes at once, one pass over the list is quicker than finding each place. */
const MOST_SPLICES = 16

/**
 * A sorted list kept up change by change: an item is found by binary search. Built when first asked
 * for, and followed only while somebody listens.
 */
export class LiveList<T extends { id: string }> implements Live<readonly T[]> {
  private readonly rule: ListRule<T>
  private readonly listeners = new Listeners()
  private items: readonly T[] | null = null

  constructor(rule: ListRule<T>) {
    this.rule = rule
  }

  get isWatched(): boolean {
    return this.listeners.size > 0
  }

  get(): readonly T[] {
    this.items ??= [...this.rule.candidates()]
      .filter((item) => this.rule.matches(item))
      .sort(this.rule.compare)
    return this.items
  }

  subscribe(listener: () => void): () => void {
    return this.listeners.add(listener)
  }

  /** Told of every change; an unwatched list forgets instead of following. */
  change(changes: readonly ItemChange<T>[]): void {
    const { items } = this
    if (!items) return
    const out: T[] = []
    const into: T[] = []
    for (const { before, after } of changes) {
      if (before && this.rule.matches(before)) out.push(before)
      if (after && this.rule.matches(after)) into.push(after)
    }
    if (out.length === 0 && into.length === 0) return
    if (!this.isWatched) {
      this.items = null
      return
    }
    const isMuch = out.length + into.length > MOST_SPLICES
    this.items = isMuch ? this.merge(out, into) : this.splice(out, into)
    this.listeners.tell()
  }

  /** Builds it anew: what matches has changed in a way that no single item tells. */
  reset(): void {
    const { items } = this
    this.items = null
    if (!items || !this.isWatched) return
    const next = this.get()
    if (next.length === items.length && next.every((item, i) => item === items[i]))
      this.items = items
    else this.listeners.tell()
  }

  private splice(out: readonly T[], into: readonly T[]): T[] {
    const items = this.get().slice()
    for (const item of out) {
      const at = this.place(items, item)
      if (items[at]?.id === item.id) items.splice(at, 1)
    }
    for (const item of into) items.splice(this.place(items, item), 0, item)
    return items
  }

  /** One pass over the list, however much has changed. */
  private merge(out: readonly T[], into: readonly T[]): T[] {
    const old = this.get()
    const gone = new Set(out.map((item) => this.place(old, item)))
    const fresh = into
      .map((item) => ({ item, at: this.place(old, item) }))
      .sort((a, b) => this.rule.compare(a.item, b.item))
    const items: T[] = []
    let from = 0
    const copyTo = (to: number) => {
      for (; from < to; from++) if (gone.size === 0 || !gone.has(from)) items.push(old[from] as T)
    }
    for (const { item, at } of fresh) {
      copyTo(at)
      items.push(item)
    }
    copyTo(old.length)
    return items
  }

  private place(items: readonly T[], item: T): number {
    let low = 0
    let high = items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.rule.compare(items[middle] as T, item) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
