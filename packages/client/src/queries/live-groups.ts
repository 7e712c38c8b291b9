import { Answer } from './live.ts'
import { type ItemChange, through } from './live-list.ts'
import { type Compare, withChanges } from './sorted-items.ts'

/** How a list is divided. */
export interface Grouping<T> {
  /** The same for groupings that put every item into the same group. */
  key: string
  groupOf(item: T): string
}

export type Groups<T> = ReadonlyMap<string, readonly T[]>

interface GroupsRule<T> extends Grouping<T> {
  matches(item: T): boolean
  compare: Compare<T>
  /** Everything that matches now, sorted. */
  list(): readonly T[]
}

/** Beyond so many changes at once the list is divided anew. */
const MOST_BY_HAND = 64

/**
 * A sorted list in groups, each in the order of the list. A change makes new arrays only of the
 * groups that it touches.
 */
export class LiveGroups<T extends { id: string }> extends Answer<Groups<T>> {
  private readonly rule: GroupsRule<T>
  private groups: Groups<T> | null = null

  constructor(rule: GroupsRule<T>) {
    super()
    this.rule = rule
  }

  get(): Groups<T> {
    this.groups ??= this.divide(null)
    return this.groups
  }

  /**
   * Told of every change, after the list.
   * @returns whether those who watch have to be told
   */
  change(changes: readonly ItemChange<T>[]): boolean {
    const { groups } = this
    if (!groups) return false
    if (!this.isWatched) {
      this.groups = null
      return false
    }
    const isMuch = changes.length > MOST_BY_HAND
    this.groups = isMuch ? this.divide(groups) : this.splice(groups, changes)
    return this.groups !== groups
  }

  reset(): boolean {
    const { groups } = this
    this.groups = null
    if (!groups || !this.isWatched) return false
    this.groups = this.divide(groups)
    return this.groups !== groups
  }

  /** @param before its arrays are kept where nothing in them changed */
  private divide(before: Groups<T> | null): Groups<T> {
    const groups = new Map<string, T[]>()
    for (const item of this.rule.list()) {
      const id = this.rule.groupOf(item)
      const group = groups.get(id)
      if (group) group.push(item)
      else groups.set(id, [item])
    }
    if (!before) return groups
    const kept = [...groups].map(([id, items]) => {
      const known = before.get(id)
      const isSame = known?.length === items.length && items.every((item, i) => item === known[i])
      return [id, isSame ? known : items] as const
    })
    const isSame =
      groups.size === before.size && kept.every(([id, items]) => before.get(id) === items)
    return isSame ? before : new Map(kept)
  }

  private splice(groups: Groups<T>, changes: readonly ItemChange<T>[]): Groups<T> {
    const { rule } = this
    const { out, into } = through(changes, rule.matches)
    if (out.length + into.length === 0) return groups
    const touched = new Map<string, { out: T[]; into: T[] }>()
    const of = (item: T) => {
      const id = rule.groupOf(item)
      const known = touched.get(id) ?? { out: [], into: [] }
      touched.set(id, known)
      return known
    }
    for (const item of out) of(item).out.push(item)
    for (const item of into) of(item).into.push(item)
    const next = new Map(groups)
    for (const [id, change] of touched) {
      const items = withChanges(groups.get(id) ?? [], change, rule.compare)
      if (items.length > 0) next.set(id, items)
      else next.delete(id)
    }
    return next
  }
}
