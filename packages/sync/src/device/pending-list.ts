import type { Pending } from './pending.ts'

/** Where a mutation with this id comes among those that have one. */
const placeOf = (placed: readonly Pending[], id: number): number => {
  let from = 0
  let to = placed.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((placed[middle]?.id ?? 0) < id) from = middle + 1
    else to = middle
  }
  return from
}

/**
 * Pending mutations in the order in which they are replayed: those with an id by it, then those that
 * have none yet as they were made.
 */
export class PendingList {
  private placed: Pending[] = []
  private unplaced: Pending[] = []
  private readonly byId = new Map<number, Pending>()
  private all: readonly Pending[] | null = null

  get(id: number): Pending | undefined {
    return this.byId.get(id)
  }

  entries(): readonly Pending[] {
    this.all ??= [...this.placed, ...this.unplaced]
    return this.all
  }

  /** One that has no id yet. */
  draw(pending: Pending): void {
    this.all = null
    this.unplaced.push(pending)
  }

  insert(pending: Pending & { id: number }): void {
    this.all = null
    this.byId.set(pending.id, pending)
    this.placed.splice(placeOf(this.placed, pending.id), 0, pending)
  }

  /**
   * Gives one that was drawn its id.
   * @returns it, and whether it has come before others by that; undefined when no such one was drawn
   */
  place(draftId: string, id: number): { pending: Pending; isMoved: boolean } | undefined {
    const at = this.unplaced.findIndex((one) => one.draftId === draftId)
    const pending = this.unplaced[at]
    if (!pending) return undefined
    this.unplaced.splice(at, 1)
    this.insert(Object.assign(pending, { id }))
    return { pending, isMoved: at > 0 || this.placed.at(-1) !== pending }
  }

  /** @returns those that were there */
  remove(ids: readonly number[]): Pending[] {
    const gone = new Set(ids.flatMap((id) => this.byId.get(id) ?? []))
    if (gone.size === 0) return []
    for (const id of ids) this.byId.delete(id)
    this.all = null
    this.placed = this.placed.filter((pending) => !gone.has(pending))
    return [...gone]
  }

  /** All at once: a new id may be another's old one. */
  renumber(ids: ReadonlyMap<number, number>): void {
    this.all = null
    this.byId.clear()
    for (const pending of this.placed) {
      if (pending.id === undefined) continue
      pending.id = ids.get(pending.id) ?? pending.id
      this.byId.set(pending.id, pending)
    }
    this.placed.sort((a, b) => (a.id ?? 0) - (b.id ?? 0))
  }

  /** These, as they are replayed. */
  inOrder(some: ReadonlySet<Pending>): Pending[] {
    const placed = [...some].filter(({ id }) => id !== undefined)
    placed.sort((a, b) => (a.id ?? 0) - (b.id ?? 0))
    return [...placed, ...this.unplaced.filter((pending) => some.has(pending))]
  }
}
