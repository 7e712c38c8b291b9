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

/** What every kept answer has: listeners, and word for its keeper when the first of them comes. */
export abstract class Answer<T> implements Live<T> {
  onWatched: () => void = () => undefined
  private readonly listeners = new Listeners()

  abstract get(): T
  /**
   * What it depends on may be otherwise altogether.
   * @returns whether those who watch have to be told
   */
  abstract reset(): boolean

  get isWatched(): boolean {
    return this.listeners.size > 0
  }

  subscribe(listener: () => void): () => void {
    const unsubscribe = this.listeners.add(listener)
    this.onWatched()
    return unsubscribe
  }

  /** When everything else that changed with it has changed. */
  tell(): void {
    this.listeners.tell()
  }
}
