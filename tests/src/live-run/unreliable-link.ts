import type { LiveEvents, LiveSocket, Transport } from '@holdfast/client'
import type { Seeded } from '../simulation/chance.ts'

/** The way to the server over a network that fails: before the server hears, or after it has done. */
export class UnreliableLink implements Transport {
  isCut = false
  /** How likely a call is to be lost on its way there, and on its way back. */
  losses = 0
  readonly lost = { requests: 0, replies: 0, sockets: 0 }
  private readonly transport: Transport
  private readonly chance: Seeded
  private readonly sockets = new Set<LiveSocket>()

  constructor(transport: Transport, chance: Seeded) {
    this.transport = transport
    this.chance = chance
  }

  push(request: Parameters<Transport['push']>[0]) {
    return this.call(() => this.transport.push(request))
  }

  pull(request: Parameters<Transport['pull']>[0]) {
    return this.call(() => this.transport.pull(request))
  }

  snapshotPage(...page: Parameters<Transport['snapshotPage']>) {
    return this.call(() => this.transport.snapshotPage(...page))
  }

  connect(events: LiveEvents): LiveSocket {
    const socket = this.transport.connect({
      ...events,
      open: () => (this.isCut ? socket.close() : events.open()),
      closed: (code) => {
        this.sockets.delete(socket)
        events.closed(code)
      },
    })
    this.sockets.add(socket)
    return socket
  }

  dropSockets(): void {
    for (const socket of this.sockets) {
      this.lost.sockets++
      socket.close()
    }
  }

  cut(): void {
    this.isCut = true
    this.dropSockets()
  }

  heal(): void {
    this.isCut = false
    this.losses = 0
  }

  private async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.isCut || this.chance.chance(this.losses)) {
      this.lost.requests++
      throw new TypeError('the request was lost')
    }
    const reply = await work()
    if (this.isCut || this.chance.chance(this.losses)) {
      this.lost.replies++
      throw new TypeError('the reply was lost')
    }
    return reply
  }
}
