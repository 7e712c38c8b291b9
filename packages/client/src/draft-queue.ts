import { type Committed, type Draft, StorageError, type Store } from '@holdfast/sync'
import type { Clock } from './clock.ts'
import type { StorageProblem } from './status.ts'

/** Most drafts in one transaction. */
const MOST_AT_ONCE = 500
const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 5_000

interface Waiting {
  draft: Draft
  durable: () => void
}

interface QueuePorts {
  store: Store
  clock: Clock
  committed(committed: Committed): void
  changed(): void
  /** Learns what the store has; then `isDurable` is sure. */
  catchUp(): Promise<void>
  isDurable(draftId: string): boolean
}

/**
 * Makes drafts durable, all that wait in one transaction. A failure is shown and tried again for as
 * long as it takes; a draft is never given up. [D2]
 */
export class DraftQueue {
  problem: StorageProblem | null = null
  private readonly ports: QueuePorts
  private waiting: Waiting[] = []
  private draining: Promise<void> | null = null
  private isClosed = false
  private stopPause: () => void = () => undefined

  constructor(ports: QueuePorts) {
    this.ports = ports
  }

  get size(): number {
    return this.waiting.length
  }

  /** Those that wait, up to the nth of this tab. */
  upTo(nth: number): Draft[] {
    return this.waiting.map(({ draft }) => draft).filter(({ nth: own }) => own && own.n <= nth)
  }

  /** @returns resolves when the draft is durable */
  add(draft: Draft): Promise<void> {
    return new Promise((durable) => {
      this.waiting.push({ draft, durable })
      this.draining ??= this.drain()
    })
  }

  /** Tries at once what could not be saved, instead of waiting for the next try. */
  retry(): void {
    this.stopPause()
  }

  /** Tries once more what waits; what cannot be kept then goes with the tab. */
  async close(): Promise<void> {
    this.isClosed = true
    this.stopPause()
    await this.draining
  }

  private async drain(): Promise<void> {
    // Once the caller has the promise, so that it is not cleared before it is set.
    await Promise.resolve()
    for (let failures = 0; this.waiting.length > 0; ) {
      const batch = this.waiting.slice(0, MOST_AT_ONCE)
      try {
        const committed = await this.ports.store.commit(
          batch.map(({ draft }) => ({ type: 'draft', draft })),
        )
        failures = 0
        this.problem = null
        // First out of the queue, so that whoever is told counts it once.
        this.settle(batch)
        this.ports.committed(committed)
      } catch (error) {
        this.problem = problemOf(error)
        this.ports.changed()
        if (this.isClosed) break
        await this.pause(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++))
        await this.leaveOutDurable()
      }
    }
    // In the same breath as the last look at `waiting`: a later draft begins anew.
    this.draining = null
  }

  /** A commit that reported a failure may have been made all the same. */
  private async leaveOutDurable(): Promise<void> {
    await this.ports.catchUp()
    this.settle(this.waiting.filter(({ draft }) => this.ports.isDurable(draft.draftId)))
    if (this.waiting.length > 0) return
    this.problem = null
    this.ports.changed()
  }

  private settle(settled: readonly Waiting[]): void {
    const gone = new Set(settled)
    this.waiting = this.waiting.filter((one) => !gone.has(one))
    for (const { durable } of settled) durable()
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.ports.clock.after(ms, resolve)
      this.stopPause = () => {
        cancel()
        resolve()
      }
    })
  }
}

export const problemOf = (error: unknown): StorageProblem => ({
  reason: error instanceof StorageError ? error.reason : 'other',
  message: error instanceof Error ? error.message : String(error),
})
