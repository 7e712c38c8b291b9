import type { UserId } from '@holdfast/domain'
import type { ClientMessage, ServerMessage } from '@holdfast/sync'
import type { ModelServer } from '@holdfast/sync/testing'
import type { LiveEvents, LiveSocket, Session, Transport } from '../transport.ts'
import { NoSuchPage, SignedOut, TooLarge } from '../transport.ts'

const overTheWire = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T

/** The way to a model server, with a network that can be cut. */
export class ModelLink implements Transport {
  isUp = true
  /** The server says that the session has ended. */
  isRefused = false
  /** How many replies get lost although the server did its work. */
  repliesToLose = 0
  /** What sockets were told. */
  readonly heard: ClientMessage[] = []
  pulls = 0
  pushes = 0
  pagesFetched = 0
  /** Pages of snapshots that may still come; those beyond wait. */
  private pagesAllowed = Number.POSITIVE_INFINITY
  private readonly pagesWaiting: (() => void)[] = []
  /** A push longer than this, as JSON, is answered 413. */
  mostLength = Number.POSITIVE_INFINITY
  /** Sockets that say nothing any more, without having been closed. */
  isFrozen = false
  private readonly server: ModelServer
  private readonly userId: UserId
  private readonly sockets = new Set<ModelSocket>()

  constructor(server: ModelServer, userId: UserId) {
    this.server = server
    this.userId = userId
  }

  async push(request: Parameters<Transport['push']>[0]) {
    return this.call(() => {
      this.pushes++
      if (JSON.stringify(request).length > this.mostLength) throw new TooLarge()
      return this.server.push(this.userId, overTheWire(request))
    })
  }

  async pull(request: Parameters<Transport['pull']>[0]) {
    return this.call(() => {
      this.pulls++
      return this.server.pull(this.userId, overTheWire(request))
    })
  }

  /** So many more pages of snapshots come, and then none until more are allowed. */
  allowPages(count: number): void {
    this.pagesAllowed = count
    for (const go of this.pagesWaiting.splice(0)) go()
  }

  async snapshotPage(...page: Parameters<Transport['snapshotPage']>) {
    while (this.isUp && this.pagesAllowed < 1)
      await new Promise<void>((resolve) => this.pagesWaiting.push(resolve))
    this.pagesAllowed--
    return this.call(() => {
      this.pagesFetched++
      const bytes = this.server.snapshotPage(this.userId, ...page)
      if (!bytes) throw new NoSuchPage()
      return bytes
    })
  }

  connect(events: LiveEvents): LiveSocket {
    const socket = new ModelSocket(this, this.server, this.userId, events)
    this.sockets.add(socket)
    queueMicrotask(() => (this.isUp ? events.open() : socket.end(1006)))
    return socket
  }

  get openSockets(): number {
    return [...this.sockets].filter((socket) => socket.isListening).length
  }

  /** Cuts the network, and every socket with it. */
  cut(): void {
    this.isUp = false
    this.dropSockets(1006)
    for (const go of this.pagesWaiting.splice(0)) go()
  }

  heal(): void {
    this.isUp = true
  }

  /** What the server says on every socket, beside frames. */
  announce(message: ServerMessage): void {
    for (const socket of this.sockets) socket.tell(message)
  }

  dropSockets(code: number): void {
    for (const socket of this.sockets) socket.end(code)
    this.sockets.clear()
  }

  private async call<T>(work: () => T): Promise<T> {
    await Promise.resolve()
    if (!this.isUp) throw new TypeError('fetch failed')
    if (this.isRefused) throw new SignedOut()
    const answer = work()
    const reply = answer instanceof Uint8Array ? answer : overTheWire(answer)
    if (this.repliesToLose > 0) {
      this.repliesToLose--
      throw new TypeError('the reply was lost')
    }
    return reply
  }
}

class ModelSocket implements LiveSocket {
  private readonly link: ModelLink
  private readonly server: ModelServer
  private readonly userId: UserId
  private readonly events: LiveEvents
  private stop: (() => void) | null = null
  private isOver = false

  constructor(link: ModelLink, server: ModelServer, userId: UserId, events: LiveEvents) {
    this.link = link
    this.server = server
    this.userId = userId
    this.events = events
  }

  get isListening(): boolean {
    return this.stop !== null
  }

  send(message: ClientMessage): void {
    if (this.isOver) return
    this.link.heard.push(message)
    if (message.type === 'ping') this.tell({ type: 'pong' })
    if (message.type === 'hello')
      this.stop = this.server.listen(this.userId, overTheWire(message), (news) => this.tell(news))
  }

  close(): void {
    this.end(1000)
  }

  end(code: number): void {
    if (this.isOver) return
    this.isOver = true
    this.stop?.()
    this.stop = null
    queueMicrotask(() => this.events.closed(code))
  }

  tell(message: ServerMessage): void {
    const copy = overTheWire(message)
    queueMicrotask(() => {
      if (!this.isOver && !this.link.isFrozen) this.events.message(copy)
    })
  }
}

/** A session that begins again when a test says so. */
export class ModelSession implements Session {
  private readonly listeners = new Set<() => void>()
  private refusals = 0

  async accessToken(): Promise<string> {
    return `token ${this.refusals}`
  }

  refused(token: string): void {
    if (token === `token ${this.refusals}`) this.refusals++
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  renew(): void {
    for (const listener of this.listeners) listener()
  }
}
