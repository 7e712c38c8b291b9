import { Answer } from './live.ts'

/** A small value worked out anew whenever what it depends on may have changed. */
export class LiveValue<T> extends Answer<T> {
  private readonly compute: () => T
  private readonly same: (a: T, b: T) => boolean
  private known: { value: T } | null = null
  private isStale = false

  constructor(compute: () => T, same: (a: T, b: T) => boolean = Object.is) {
    super()
    this.compute = compute
    this.same = same
  }

  get(): T {
    if (!this.known || this.isStale) this.refresh()
    return (this.known as { value: T }).value
  }

  /** What it depends on may have changed. */
  change(): void {
    if (this.reset()) this.tell()
  }

  reset(): boolean {
    this.isStale = true
    return this.known !== null && this.isWatched && this.refresh()
  }

  /** @returns whether it differs from what was known */
  private refresh(): boolean {
    const value = this.compute()
    this.isStale = false
    if (this.known && this.same(this.known.value, value)) return false
    this.known = { value }
    return true
  }
}

export const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])
