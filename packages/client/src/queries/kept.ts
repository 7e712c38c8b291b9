/** An answer that is kept up with what changes. */
export interface Followed {
  readonly isWatched: boolean
  /** Told when somebody begins to watch. */
  onWatched: () => void
  reset(): boolean
}

/** Answers that nobody watches are kept so far, the latest, in case the screen comes back. */
const MOST_UNWATCHED = 64

/** Answers by what was asked. Two who ask the same share one; those long unwatched are dropped. */
export class Kept<K, A extends Followed> {
  private readonly answers = new Map<K, A>()

  get(key: K, make: () => A): A {
    let answer = this.answers.get(key)
    if (answer) this.answers.delete(key)
    else {
      answer = make()
      const made = answer
      answer.onWatched = () => this.take(key, made)
      this.prune()
    }
    this.answers.set(key, answer)
    return answer
  }

  /** One that is kept already; not kept longer for that. */
  peek(key: K): A | undefined {
    return this.answers.get(key)
  }

  values(): Iterable<A> {
    return this.answers.values()
  }

  /** Somebody watches one that may have been dropped meanwhile, and missed what changed. */
  private take(key: K, answer: A): void {
    if (this.answers.get(key) === answer) return
    this.answers.set(key, answer)
    answer.reset()
  }

  private prune(): void {
    if (this.answers.size < MOST_UNWATCHED) return
    for (const [key, answer] of this.answers) {
      if (answer.isWatched) continue
      this.answers.delete(key)
      if (this.answers.size < MOST_UNWATCHED) return
    }
  }
}
