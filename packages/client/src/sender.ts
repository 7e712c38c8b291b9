import type { ClientId } from '@holdfast/domain'
import type { Committed, Store } from '@holdfast/sync'
import type { Clock } from './clock.ts'
import type { Leadership } from './leadership.ts'
import { type Poke, type Pokes, SILENCE_MS } from './pokes.ts'
import { SyncLoop } from './sync-loop.ts'
import type { Session, Transport } from './transport.ts'

/** The leader says so often how it stands. */
const HEARTBEAT_MS = 2_000
/** With so many of these it says as well that there may be something to read. [T1] */
const BEATS_TO_READ = 5
/** Housekeeping lets what is being sent and fetched go first. */
const FOLD_AFTER_MS = 1_000

export interface SenderPorts {
  store: Store
  transport: Transport
  session: Session
  clock: Clock
  /** An end of its own: the devices of the same tab hear it too. */
  pokes: Pokes
  leadership: Leadership
  newClientId: () => ClientId
  /** Is this tab in front? Only such a one takes the lead from a silent leader. */
  isVisible?: () => boolean
  /** For the device in the same tab, which then need not read the store. */
  committed?: (committed: Committed) => void
}

/** Sends for a device whenever it is this tab's turn to, and tells every tab how that goes. */
export class Sender implements AsyncDisposable {
  private readonly ports: SenderPorts
  private loop: SyncLoop | null = null
  private cancelTimer: () => void = () => undefined
  private cancelFold: (() => void) | null = null
  private isClosed = false
  private beats = 0

  constructor(ports: SenderPorts) {
    this.ports = ports
    ports.pokes.listen((poke) => this.hear(poke))
    this.watchLeader()
    ports.leadership.campaign((lost) => this.lead(lost))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true
    this.cancelTimer()
    this.cancelFold?.()
    await this.ports.leadership.resign()
    this.ports.pokes.close()
  }

  private async lead(lost: AbortSignal): Promise<void> {
    const { pokes } = this.ports
    const loop = new SyncLoop({
      ...this.ports,
      committed: (committed) => this.committed(committed),
      doubted: () => this.pokeAll(),
      wantsRows: this.ports.committed !== undefined,
      linkChanged: (link) => pokes.post({ type: 'link', link }),
    })
    lost.addEventListener('abort', () => loop.stop(), { once: true })
    if (lost.aborted) return
    this.loop = loop
    this.beats = 0
    this.beat()
    await loop.run()
    this.loop = null
    // What it took in last may be an answer from before others had asked again.
    if (!this.isClosed) pokes.post({ type: 'sync-now' })
    if (!this.isClosed) this.watchLeader()
  }

  private committed(committed: Committed): void {
    const seq = committed.entries.at(-1)?.seq
    if (seq === undefined) return
    this.ports.committed?.(committed)
    this.ports.pokes.post({ type: 'journal', seq })
    if (!committed.foldDue) return
    this.cancelFold ??= this.ports.clock.after(FOLD_AFTER_MS, () => void this.fold())
  }

  private async fold(): Promise<void> {
    try {
      if (this.loop) await this.ports.store.fold()
    } catch {
      // Housekeeping: the journal still has everything, and the next commit says so again.
      return
    } finally {
      this.cancelFold = null
    }
  }

  private hear(poke: Poke): void {
    const { loop } = this
    if (!loop) {
      if (poke.type === 'link') this.watchLeader()
      return
    }
    switch (poke.type) {
      case 'journal':
        loop.wake()
        break
      case 'sync-now':
        loop.syncNow()
        break
      case 'link-wanted':
        this.ports.pokes.post({ type: 'link', link: loop.link })
        break
      case 'link':
        break
    }
  }

  private beat(): void {
    const { loop } = this
    if (!loop || this.isClosed) return
    this.ports.pokes.post({ type: 'link', link: loop.link })
    if (this.beats++ % BEATS_TO_READ === 0) this.pokeAll()
    this.cancelTimer()
    this.cancelTimer = this.ports.clock.after(HEARTBEAT_MS, () => this.beat())
  }

  /** The journal may have what nobody was told of. */
  private pokeAll(): void {
    this.ports.pokes.post({ type: 'journal', seq: Number.MAX_SAFE_INTEGER })
  }

  private watchLeader(): void {
    this.cancelTimer()
    this.cancelTimer = this.ports.clock.after(SILENCE_MS, () => {
      if (this.ports.isVisible?.() ?? true) this.ports.leadership.seize()
      if (!this.loop) this.watchLeader()
    })
  }
}
