import { type ClientId, isoDate } from '@holdfast/domain'
import { CloseCode, type Committed, StorageError, type Store } from '@holdfast/sync'
import { Alarm } from './alarm.ts'
import { BackOff } from './back-off.ts'
import { type Clock, isoNow } from './clock.ts'
import { Exchange, UpgradeRequired } from './exchange.ts'
import { LiveLink } from './live-link.ts'
import type { LinkStatus } from './status.ts'
import { type Session, SignedOut, type Transport } from './transport.ts'

/**
 * How often it looks without being woken: into the outbox, for what a tab wrote that died before it
 * could say so; and, without a live link, at the server.
 */
const LOOK_MS = 10_000
/** New work waits no longer than this for the next try. */
const EAGER_MS = 1_000
/** Pulls of those whom a server says goodbye to are spread over this time. */
const GOODBYE_MS = 2_000

export interface SyncLoopPorts {
  store: Store
  transport: Transport
  session: Session
  clock: Clock
  newClientId: () => ClientId
  committed(committed: Committed): void
  /** A commit was reported as failed; it may have been made all the same. */
  doubted(): void
  linkChanged(link: LinkStatus): void
  /** Does anybody in this process show rows? */
  wantsRows?: boolean
}

/**
 * Sends and fetches for a device, one such loop at a time: the leader's. It learns of being offline
 * by failing, and of being back by succeeding.
 */
export class SyncLoop {
  private readonly ports: SyncLoopPorts
  private readonly exchange: Exchange
  private readonly live: LiveLink
  private readonly alarm: Alarm
  private readonly backOff: BackOff
  private readonly liveBackOff: BackOff
  private readonly ended = new AbortController()
  private state: LinkStatus = {
    link: 'connecting',
    offlineSince: null,
    nextTryAt: null,
    lastAcknowledgedAt: null,
  }
  private triedAt = 0
  private reopenAt = 0
  private cancelTimer: () => void = () => undefined

  constructor(ports: SyncLoopPorts) {
    this.ports = ports
    this.alarm = new Alarm(ports.clock)
    this.backOff = new BackOff(ports.clock)
    this.liveBackOff = new BackOff(ports.clock)
    this.exchange = new Exchange({
      ...ports,
      heard: () => this.heard(),
      committed: (committed) => {
        // Not when an answer came: one that cannot be kept is as good as none.
        this.backOff.reset()
        ports.committed(committed)
      },
    })
    this.live = new LiveLink({
      ...ports,
      commit: async (changes) => {
        await this.exchange.commit(changes)
        if (this.exchange.wantsPull) this.alarm.ring()
      },
      wantPull: () => this.wantPull(),
      up: () => this.liveBackOff.reset(),
      down: (code) => this.liveDown(code),
    })
  }

  get link(): LinkStatus {
    return this.state
  }

  /** There is something to send, perhaps. */
  wake(): void {
    const { link } = this.state
    if (link === 'connecting' || link === 'online') {
      this.exchange.look()
      this.alarm.ring()
    }
    if (link === 'offline') this.ringAt(this.triedAt + EAGER_MS)
  }

  /** The network may be back, or the person cannot wait: tries at once. */
  syncNow(): void {
    this.backOff.reset()
    this.reopenAt = 0
    this.exchange.pullNow()
    this.live.ask()
    this.alarm.ring()
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    const { signal } = this.ended
    const forgetSession = this.ports.session.onChange(() => this.syncNow())
    this.live.open()
    while (!signal.aborted) {
      this.alarm.clear()
      this.cancelTimer()
      this.triedAt = this.ports.clock.elapsed()
      await this.alarm.sleep(await this.tryOnce(signal))
      if (!this.live.isUp) this.exchange.wantPull()
    }
    forgetSession()
    this.cancelTimer()
    this.live.close()
  }

  stop(): void {
    this.ended.abort()
    this.exchange.look()
    this.alarm.ring()
    this.live.close()
  }

  private wantPull(): void {
    this.exchange.wantPull()
    this.alarm.ring()
  }

  /** @returns how long to wait for the next try, in milliseconds; null: until something happens */
  private async tryOnce(signal: AbortSignal): Promise<number | null> {
    try {
      await this.exchange.run(signal)
      return signal.aborted ? 0 : this.succeeded()
    } catch (error) {
      return this.failed(error)
    }
  }

  private heard(): void {
    const lastAcknowledgedAt = isoNow(this.ports.clock)
    this.tell({ link: 'online', offlineSince: null, nextTryAt: null, lastAcknowledgedAt })
  }

  private succeeded(): number {
    if (this.ports.clock.elapsed() >= this.reopenAt) this.live.open()
    else this.ringAt(this.reopenAt)
    const { rest } = this.exchange
    return rest > 0 ? Math.min(rest, LOOK_MS) : LOOK_MS
  }

  private failed(error: unknown): number | null {
    if (this.ended.signal.aborted) return 0
    const wait = this.backOff.next()
    this.exchange.wantPull()
    // Frames too: what the device cannot keep it need not be sent.
    this.live.close()
    if (error instanceof StorageError) return wait
    const { offlineSince } = this.state
    if (error instanceof SignedOut || error instanceof UpgradeRequired) {
      const link = error instanceof SignedOut ? 'signed-out' : 'upgrade-required'
      this.tell({ ...this.state, link, nextTryAt: null })
      return null
    }
    const { clock } = this.ports
    this.tell({
      ...this.state,
      link: 'offline',
      offlineSince: offlineSince ?? isoNow(clock),
      nextTryAt: isoDate(new Date(clock.now() + wait)),
    })
    return wait
  }

  /**
   * It may be the network or only this socket: a pull will show. Where the server says goodbye it
   * does so to everybody, and not all of them pull at once.
   */
  private liveDown(code: number): void {
    const { clock } = this.ports
    this.reopenAt = clock.elapsed() + this.liveBackOff.next()
    this.exchange.wantPull()
    if (code === CloseCode.goingAway) this.ringAt(clock.elapsed() + GOODBYE_MS * clock.random())
    else this.alarm.ring()
  }

  private ringAt(at: number): void {
    this.cancelTimer()
    const wait = Math.max(0, at - this.ports.clock.elapsed())
    this.cancelTimer = this.ports.clock.after(wait, () => this.alarm.ring())
  }

  private tell(state: LinkStatus): void {
    this.state = state
    this.ports.linkChanged(state)
  }
}
