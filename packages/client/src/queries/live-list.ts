import { Answer } from './live.ts'
import { type Compare, withChanges } from './sorted-items.ts'

export interface ItemChange<T> {
  before: T | undefined
  after: T | undefined
}

export interface ListRule<T> {
  matches(item: T): boolean
  compare: Compare<T>
  /** Everything that matches now, sorted, in an array of its own. */
  build(): T[]
}

/** What of the changes leaves a list, and what comes into it. */
export const through = <T>(
  changes: Iterable<ItemChange<T>>,
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

/** A list that nobody watches notes so many changes; with more it is quicker to build it anew. */
const MOST_NOTED = 2_000

/**
 * A sorted list kept up change by change. Built when first asked for; while nobody watches, changes
 * are only noted, and made when it is asked again.
 */
export class LiveList<T extends { id: string }> extends Answer<readonly T[]> {
  private readonly rule: ListRule<T>
  private items: readonly T[] | null = null
  private doubted: readonly T[] | null = null
  private noted = new Map<string, ItemChange<T>>()

  constructor(rule: ListRule<T>) {
    super()
    this.rule = rule
  }

  get isBuilt(): boolean {
    return this.items !== null
  }

  get(): readonly T[] {
    const { rule } = this
    if (this.items && this.noted.size > 0)
      this.items = withChanges(this.items, through(this.noted.values(), rule.matches), rule.compare)
    if (this.noted.size > 0) this.noted = new Map()
    this.items ??= rule.build()
    return this.items
  }

  /**
   * Told of every change, one of each item.
   * @returns whether those who watch have to be told
   */
  change(changes: readonly ItemChange<T>[]): boolean {
    const { items, rule } = this
    if (!items) return false
    if (!this.isWatched) {
      this.note(changes)
      return false
    }
    const known = this.get()
    this.items = withChanges(known, through(changes, rule.matches), rule.compare)
    return this.items !== known
  }

  /** It may no longer be what it was, and nobody may build on it until it is reset. */
  doubt(): void {
    this.doubted = this.items
    this.items = null
    this.noted = new Map()
  }

  reset(): boolean {
    const before = this.items ?? this.doubted
    this.doubt()
    this.doubted = null
    if (!before || !this.isWatched) return false
    const next = this.get()
    if (next.length !== before.length || next.some((item, i) => item !== before[i])) return true
    this.items = before
    return false
  }

  private note(changes: readonly ItemChange<T>[]): void {
    for (const change of changes) {
      const { id } = (change.before ?? change.after) as T
      this.noted.set(id, { before: (this.noted.get(id) ?? change).before, after: change.after })
    }
    if (this.noted.size <= MOST_NOTED) return
    this.items = null
    this.noted = new Map()
  }
}
