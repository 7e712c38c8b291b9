/** A value that changes; `get` returns the same object as long as it did not. */
export interface Live<T> {
  get(): T
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void
}

/** Those who want to hear of something. */
export class Listeners {
  private readonly all = new Set<() => void>()

  get size(): number {
    return this.all.size
  }

  add(listener: () => void): () => void {
    const own = () => listener()
    this.all.add(own)
    return () => {
      this.all.delete(own)
    }
  }

  tell(): void {
    for (const listener of [...this.all]) listener()
  }
}
