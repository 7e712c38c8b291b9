import {
  type Change,
  CloseCode,
  type Frame,
  PROTOCOL,
  type ServerMessage,
  type Store,
} from '@holdfast/sync'
import { type Clock, isoNow } from './clock.ts'
import type { LiveSocket, Session, Transport } from './transport.ts'

/** Pulls that a server announces instead of a frame are spread over this time. */
const PULL_JITTER_MS = 2_000
/** So long a silence makes it ask whether anybody is there, and so long it waits for the answer. */
const QUIET_MS = 30_000
const PONG_MS = 10_000
/** RFC 6455: it ended without a word. */
const LOST = 1006

export interface LiveLinkPorts {
  store: Store
  transport: Transport
  session: Session
  clock: Clock
  /** Applies frames, all that have come meanwhile in one commit. */
  commit(changes: Change[]): Promise<unknown>
  wantPull(): void
  /** It carries frames from now on. */
  up(): void
  /** @param code as in RFC 6455, or `CloseCode` */
  down(code: number): void
}

/** One socket at a time to `/live`. Whatever it cannot apply it has pulled instead. */
export class LiveLink {
  private readonly ports: LiveLinkPorts
  private socket: LiveSocket | null = null
  private token = ''
  private isReady = false
  private frames: Change[] = []
  private draining = false
  private cancelPull: (() => void) | null = null
  private cancelHeartbeat: () => void = () => undefined

  constructor(ports: LiveLinkPorts) {
    this.ports = ports
  }

  /** It carries frames. */
  get isUp(): boolean {
    return this.isReady
  }

  /** Connects unless it is connected or about to be. */
  open(): void {
    if (this.socket) return
    const socket: LiveSocket = this.ports.transport.connect({
      open: () => this.guard(socket, () => this.hello(socket)),
      message: (message) => this.guard(socket, () => this.hear(socket, message)),
      closed: (code) => this.closed(socket, code),
    })
    this.socket = socket
    this.expectAnswer(socket)
  }

  /** Is anybody there? One that does not say so soon is given up. */
  ask(): void {
    const { socket } = this
    if (!socket || !this.isReady) return
    socket.send({ type: 'ping' })
    this.expectAnswer(socket)
  }

  close(): void {
    const { socket } = this
    this.forget()
    socket?.close()
  }

  private forget(): void {
    this.socket = null
    this.isReady = false
    this.cancelPull?.()
    this.cancelPull = null
    this.cancelHeartbeat()
  }

  /** What is announced while a pull is due already does not put it off. */
  private pullSoon(): void {
    const { clock } = this.ports
    this.cancelPull ??= clock.after(clock.random() * PULL_JITTER_MS, () => {
      this.cancelPull = null
      this.ports.wantPull()
    })
  }

  /** A connection can be dead without a word: after a silence it is asked. */
  private expectNews(): void {
    const { clock } = this.ports
    this.cancelHeartbeat()
    this.cancelHeartbeat = clock.after(QUIET_MS, () => this.ask())
  }

  private expectAnswer(socket: LiveSocket): void {
    this.cancelHeartbeat()
    this.cancelHeartbeat = this.ports.clock.after(PONG_MS, () => this.fail(socket))
  }

  private fail(socket: LiveSocket): void {
    socket.close()
    this.closed(socket, LOST)
  }

  /** Runs for the present socket only; a failure ends it. */
  private guard(socket: LiveSocket, work: () => void | Promise<void>): void {
    if (socket !== this.socket) return
    Promise.resolve()
      .then(work)
      .catch(() => this.fail(socket))
  }

  private async hello(socket: LiveSocket): Promise<void> {
    const { session, store } = this.ports
    const token = await session.accessToken()
    const { meta } = await store.outbox()
    this.token = token
    const { epoch, positions } = meta
    if (socket === this.socket)
      socket.send({ type: 'hello', protocol: PROTOCOL, token, epoch, positions })
  }

  private async hear(socket: LiveSocket, message: ServerMessage): Promise<void> {
    this.expectNews()
    switch (message.type) {
      case 'ready':
        this.isReady = true
        if (message.behind.length > 0) this.ports.wantPull()
        this.ports.up()
        break
      case 'frame':
        this.take(message)
        break
      case 'pull':
        this.pullSoon()
        break
      case 'token-wanted': {
        this.ports.session.refused(this.token)
        this.token = await this.ports.session.accessToken()
        if (socket === this.socket) socket.send({ type: 'token', token: this.token })
        break
      }
    }
  }

  private take({ type: _, epoch, grants, ...frame }: Frame): void {
    const at = isoNow(this.ports.clock)
    this.frames.push({ type: 'delta', epoch, delta: { ...frame, after: null }, at })
    if (grants) this.ports.wantPull()
    void this.drain()
  }

  private async drain(): Promise<void> {
    if (this.draining) return
    this.draining = true
    try {
      while (this.frames.length > 0) await this.ports.commit(this.frames.splice(0))
    } catch {
      // The device could not keep them: they are pulled once it can.
      this.ports.wantPull()
    } finally {
      this.draining = false
    }
  }

  private closed(socket: LiveSocket, code: number): void {
    if (socket !== this.socket) return
    this.forget()
    if (code === CloseCode.unauthenticated) this.ports.session.refused(this.token)
    this.ports.down(code)
  }
}
