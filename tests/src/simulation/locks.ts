import type { Gate } from './gate.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

interface Request {
  gate: Gate
  run: () => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

const abortError = (): Error => new DOMException('the lock was taken away', 'AbortError')

/**
 * The Web Lock of one browser profile: tabs wait for it in a queue, one may steal it, and it goes on
 * by itself when its holder dies.
 */
export class ProfileLock {
  private readonly time: VirtualTime
  private holder: Request | null = null
  private readonly trace: Trace
  private queue: Request[] = []
  private last: Gate | null = null

  constructor(time: VirtualTime, trace: Trace) {
    this.time = time
    this.trace = trace
  }

  /** As one tab sees it. */
  seenBy(gate: Gate): LockManager {
    const request = (_name: string, options: LockOptions, run: () => Promise<unknown>) =>
      new Promise((resolve, reject) => this.ask({ gate, run, resolve, reject }, options))
    // Of the interface only this one overload is used.
    return { request } as unknown as LockManager
  }

  /** Whose turn it is to send. */
  isHeldBy(gate: Gate): boolean {
    return this.holder?.gate === gate
  }

  /** A tab has died. */
  release(gate: Gate): void {
    this.queue = this.queue.filter((request) => request.gate !== gate)
    if (this.holder?.gate === gate) this.pass(this.holder)
  }

  private ask(request: Request, { steal = false, signal }: LockOptions): void {
    if (steal) {
      const robbed = this.holder
      this.trace.count('leads seized')
      this.grant(request)
      if (robbed) this.tell(robbed.gate, () => robbed.reject(abortError()))
      return
    }
    this.queue.push(request)
    signal?.addEventListener('abort', () => {
      if (!this.queue.includes(request)) return
      this.queue = this.queue.filter((one) => one !== request)
      this.tell(request.gate, () => request.reject(abortError()))
    })
    if (!this.holder) this.next()
  }

  private next(): void {
    const request = this.queue.shift()
    if (request) this.grant(request)
  }

  private grant(request: Request): void {
    this.holder = request
    if (this.last && this.last !== request.gate) this.trace.count('leader changes')
    this.last = request.gate
    this.tell(request.gate, () => {
      request.run().then(
        (value) => this.ended(request, () => request.resolve(value)),
        (error: unknown) => this.ended(request, () => request.reject(error)),
      )
    })
  }

  private ended(request: Request, tell: () => void): void {
    tell()
    this.pass(request)
  }

  private pass(request: Request): void {
    if (this.holder !== request) return
    this.holder = null
    this.next()
  }

  private tell(gate: Gate, run: () => void): void {
    this.time.after(0, () => gate.deliver(run))
  }
}
