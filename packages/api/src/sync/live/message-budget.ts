/** How many messages a socket may send at once, and how many a second after that. */
const BURST = 30
const PER_SECOND = 2

/** Lets a burst through, then a steady few. */
export class MessageBudget {
  #left = BURST
  #at: number

  /** @param now in ms */
  constructor(now: number) {
    this.#at = now
  }

  /** @returns whether one more message is within the budget */
  spend(now: number): boolean {
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1000) * PER_SECOND)
    this.#at = now
    this.#left -= 1
    return this.#left >= 0
  }
}
