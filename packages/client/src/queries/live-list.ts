import { Listeners, type Live } from './live.ts'
import { type Compare, withChanges } from './sorted-items.ts'

export interface ItemChange<T> {
  before: T | undefined
  after: T | undefined
}

export interface ListRule<T> {
  matches(item: T): boolean
  compare: Compare<T>
  /** Everything that may match now, in any order. */
  candidates(): Iterable<T>
}

/** What of the changes leaves a list, and what comes into it. */
export const through = <T>(
  changes: readonly ItemChange<T>[],
  matches: (item: T) => boolean,
): { out: T[]; into: T[] } => {
  const out: T[] = []
  const into: T[] = []
  for (const { before, after } of changes) {
    if (before && matches(before)) out.push(before)
    if (after && matches(after)) into.push(after)
  }
  return { out, into }
}

/**
 * A sorted list kept up change by change. Built when first asked for, and followed only while
 * somebody listens.
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
    const { items, rule } = this
    if (!items) return
    const { out, into } = through(changes, rule.matches)
    if (out.length === 0 && into.length === 0) return
    if (!this.isWatched) {
      this.items = null
      return
    }
    this.items = withChanges(items, { out, into }, rule.compare)
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
}
