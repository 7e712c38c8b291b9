/** Decides which one of a device's tabs or windows sends. It governs sending only, never writing. */
export interface Leadership {
  /**
   * Waits for its turn and runs `lead` until the turn ends: `lost` is aborted when it was taken away
   * or given up. Call it once.
   */
  campaign(lead: (lost: AbortSignal) => Promise<void>): void
  /** Takes the turn from a leader that has gone silent. */
  seize(): void
  /** Gives the turn up; resolves when `lead` has ended. */
  resign(): Promise<void>
}

/** Between the tabs of a browser: the lock goes on by itself when a tab is closed or killed. */
export class WebLockLeadership implements Leadership {
  private readonly name: string
  private readonly locks: LockManager
  private lead: ((lost: AbortSignal) => Promise<void>) | null = null
  private turn = new AbortController()
  private leading: Promise<void> = Promise.resolve()
  private isLeading = false
  private hasResigned = false

  constructor(name: string, locks: LockManager = navigator.locks) {
    this.name = name
    this.locks = locks
  }

  campaign(lead: (lost: AbortSignal) => Promise<void>): void {
    this.lead = lead
    this.ask({})
  }

  seize(): void {
    if (this.isLeading || this.hasResigned) return
    this.turn.abort()
    this.turn = new AbortController()
    this.ask({ steal: true })
  }

  async resign(): Promise<void> {
    this.hasResigned = true
    this.turn.abort()
    await this.leading
  }

  private ask({ steal = false }: { steal?: boolean }): void {
    const { turn } = this
    // A stolen lock cannot be waited for, so it takes no signal.
    const options: LockOptions = steal ? { steal } : { signal: turn.signal }
    this.locks
      .request(this.name, options, () => {
        this.leading = this.takeTurn(turn.signal)
        return this.leading
      })
      .catch(() => {
        // Ours was stolen, or the wait was given up.
        turn.abort()
        if (!this.hasResigned && turn === this.turn) this.queueAgain()
      })
  }

  private queueAgain(): void {
    this.turn = new AbortController()
    this.ask({})
  }

  private async takeTurn(lost: AbortSignal): Promise<void> {
    if (lost.aborted || !this.lead) return
    this.isLeading = true
    await this.lead(lost).finally(() => {
      this.isLeading = false
    })
  }
}

/** Within one process: turns go in the order of asking. Desktop's main has one and always leads. */
export class TurnTaking {
  private readonly queue: Turn[] = []

  leadership(): Leadership {
    return new Turn(this.queue)
  }
}

class Turn implements Leadership {
  private readonly queue: Turn[]
  private readonly turn = new AbortController()
  private lead: ((lost: AbortSignal) => Promise<void>) | null = null
  private leading: Promise<void> | null = null

  constructor(queue: Turn[]) {
    this.queue = queue
  }

  campaign(lead: (lost: AbortSignal) => Promise<void>): void {
    this.lead = lead
    this.queue.push(this)
    this.queue[0]?.start()
  }

  seize(): void {
    const [leader] = this.queue
    if (!leader || leader === this || !this.queue.includes(this)) return
    this.queue.splice(this.queue.indexOf(this), 1)
    this.queue.unshift(this)
    leader.turn.abort()
    this.start()
  }

  async resign(): Promise<void> {
    this.turn.abort()
    await this.leading
    const at = this.queue.indexOf(this)
    if (at >= 0) this.queue.splice(at, 1)
    this.queue[0]?.start()
  }

  private start(): void {
    this.leading ??= this.lead?.(this.turn.signal) ?? null
  }
}
