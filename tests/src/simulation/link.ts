import { type LiveEvents, type LiveSocket, NoSuchPage, type Transport } from '@holdfast/client'
import type { UserId } from '@holdfast/domain'
import type { ClientMessage, ServerMessage } from '@holdfast/sync'
import type { Authority } from './authority.ts'
import type { Seeded } from './chance.ts'
import type { Gate } from './gate.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

const DELAYS = [1, 5, 20, 40, 80, 300, 1_500]
/** After so long without an answer a request is given up. */
const TIMEOUT = 8_000
const MOST_LATE = 20_000

/** What the simulated server does beside its work. */
export interface ServerFaults {
  /** The process is killed at the next push: before it has begun, or after its commit. */
  crash: 'before' | 'after' | null
  /** Ends every socket. */
  restarted(): void
}

export interface LinkPorts {
  time: VirtualTime
  chance: Seeded
  trace: Trace
  authority: Authority
  server: ServerFaults
  userId: UserId
  name: string
}

/** The way of one computer to the server, and what is wrong with it. */
export class Link {
  isUp = true
  /** How likely a request or a reply is to be lost. */
  losses = 0.01
  readonly ports: LinkPorts
  private readonly sockets = new Set<Socket>()

  constructor(ports: LinkPorts) {
    this.ports = ports
  }

  /** Partition: nothing gets through, and an open socket does not notice. */
  cut(): void {
    if (!this.isUp) return
    this.isUp = false
    this.ports.trace.count('partitions')
    for (const socket of this.sockets) socket.silence()
  }

  heal(): void {
    this.isUp = true
    this.losses = 0.01
    for (const socket of this.sockets) if (socket.isSilent) socket.drop(1006)
  }

  dropSockets(code: number): void {
    for (const socket of [...this.sockets]) {
      this.ports.trace.count('sockets dropped')
      socket.drop(code)
    }
  }

  /** A tab has died, and its sockets with it. */
  forget(gate: Gate): void {
    for (const socket of this.sockets) if (socket.gate === gate) socket.drop(1006)
  }

  transport(gate: Gate): Transport {
    const { authority, userId, trace } = this.ports
    return {
      push: (request) => this.call('push', gate, request, (copy) => this.push(copy)),
      pull: (request) => this.call('pull', gate, request, (copy) => authority.pull(userId, copy)),
      snapshotPage: async (...page) => {
        const bytes = await this.call('page', gate, page, (copy) =>
          authority.snapshotPage(userId, ...copy),
        )
        if (bytes) {
          trace.count('snapshot pages')
          return bytes
        }
        trace.count('pages withdrawn')
        throw new NoSuchPage()
      },
      connect: (events) => {
        const socket: Socket = new Socket(this, gate, events, () => this.sockets.delete(socket))
        this.sockets.add(socket)
        return socket
      },
    }
  }

  delay(): number {
    return this.ports.chance.pick(DELAYS)
  }

  private async push(request: Parameters<Transport['push']>[0]) {
    const { authority, userId, server, trace } = this.ports
    const { crash } = server
    server.crash = null
    if (crash) trace.count(`server killed ${crash} a commit`)
    if (crash === 'before') {
      server.restarted()
      throw new TypeError('the server is gone')
    }
    const reply = await authority.push(userId, request)
    trace.count(`push ${reply.status}`)
    if (crash) {
      server.restarted()
      throw new TypeError('the server is gone')
    }
    return reply
  }

  private call<Q, A>(
    what: string,
    gate: Gate,
    request: Q,
    work: (copy: Q) => Promise<A>,
  ): Promise<A> {
    const { time, chance, trace, name } = this.ports
    const isLost = (which: string): boolean => {
      const lost = chance.chance(this.losses) || !this.isUp
      if (lost) trace.count(`${which} lost`)
      return lost
    }
    const copy = structuredClone(request)
    return new Promise((resolve, reject) => {
      const giveUp = (ms: number) =>
        void time.after(ms, () => gate.deliver(() => reject(new TypeError('fetch failed'))))
      const arrive = async (isFirst: boolean) => {
        if (isLost('requests')) return isFirst ? giveUp(TIMEOUT) : undefined
        const answer = await work(structuredClone(copy)).catch((error: unknown) => {
          if (error instanceof TypeError) return error
          throw error
        })
        trace.note(`${time.now} ${name} ${what} ${JSON.stringify(copy)} ${shortOf(answer)}`)
        if (!isFirst) return
        if (answer instanceof TypeError || isLost('replies')) return giveUp(TIMEOUT)
        time.after(this.delay(), () => gate.deliver(() => resolve(answer)))
      }
      if (!this.isUp) return giveUp(10)
      time.after(this.delay(), () => arrive(true))
      if (!chance.chance(0.04)) return
      trace.count(`${what} doubled`)
      time.after(chance.next() * MOST_LATE, () => arrive(false))
    })
  }
}

const shortOf = (answer: unknown): string =>
  answer instanceof Error ? answer.message : JSON.stringify(answer)

/** One socket to `/live`, as long as nothing ends it. */
class Socket implements LiveSocket {
  readonly gate: Gate
  isSilent = false
  private readonly link: Link
  private readonly events: LiveEvents
  private readonly gone: () => void
  private stop: (() => Promise<void>) | null = null
  private isOver = false
  private upAt = 0
  private downAt = 0

  constructor(link: Link, gate: Gate, events: LiveEvents, gone: () => void) {
    this.link = link
    this.gate = gate
    this.events = events
    this.gone = gone
    const { time } = link.ports
    time.after(link.delay(), () => {
      if (link.isUp) this.hear(() => events.open())
      else this.drop(1006)
    })
  }

  send(message: ClientMessage): void {
    const { time } = this.link.ports
    this.upAt = Math.max(this.upAt, time.now + this.link.delay())
    time.after(this.upAt - time.now, async () => {
      if (this.isOver || this.isSilent) return
      if (message.type === 'ping') this.tell({ type: 'pong' })
      if (message.type === 'hello') await this.greet(message)
    })
  }

  close(): void {
    this.drop(1000)
  }

  silence(): void {
    this.isSilent = true
  }

  drop(code: number): void {
    if (this.isOver) return
    this.isOver = true
    this.gone()
    const { time } = this.link.ports
    // The server learns of it by itself, and later.
    time.after(this.link.delay(), () => this.stop?.())
    time.after(1, () => this.gate.deliver(() => this.events.closed(code)))
  }

  private async greet(hello: Extract<ClientMessage, { type: 'hello' }>): Promise<void> {
    const { authority, userId } = this.link.ports
    this.stop = await authority.listen(userId, hello, (message) => this.tell(message))
  }

  /** In order, but for a frame now and then that comes late or twice. */
  private tell(message: ServerMessage): void {
    const { time, chance, trace } = this.link.ports
    const late = chance.chance(0.03) ? this.link.delay() : 0
    if (message.type === 'frame' && late > 0) trace.count('frames late')
    this.downAt = Math.max(this.downAt, time.now + chance.pick(DELAYS))
    const times = message.type === 'frame' && chance.chance(0.03) ? 2 : 1
    if (times > 1) trace.count('frames doubled')
    for (let i = 0; i < times; i++)
      time.after(this.downAt + late - time.now, () => {
        if (this.isSilent) return
        if (message.type === 'frame') trace.count('frames')
        this.hear(() => this.events.message(message))
      })
  }

  private hear(run: () => void): void {
    this.gate.deliver(() => {
      if (!this.isOver) run()
    })
  }
}
