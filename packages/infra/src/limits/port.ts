/** How often something may happen, for each key: a window opens with the first and closes by itself. */
export interface Allowance {
  /** Counts of one name are apart from those of another. */
  name: string
  most: number
  /** How long a window lasts, in seconds. */
  window: number
}

/**
 * Counts what happens, by allowance and key. Every method rejects where the memory is out of reach;
 * none waits for longer than the adapter's own patience.
 */
export interface Counter extends AsyncDisposable {
  /**
   * Counts `cost` more, which may be less than none to take back what was counted before.
   * @returns how long until the window closes, in ms, where that is more than the allowance; else 0
   */
  count(allowance: Allowance, key: string, cost: number): Promise<number>
  /** Forgets what was counted. */
  forget(allowance: Allowance, key: string): Promise<void>
}
