import {
  type Device,
  openDevice,
  Sender,
  type Session,
  type Transport,
  WebLockLeadership,
} from '@holdfast/client'
import type { ClientId, UserId } from '@holdfast/domain'
import type { Committed, Loaded, Meta, OutboxEntry, Store } from '@holdfast/sync'
import type { Seeded } from './chance.ts'
import { Channel } from './channel.ts'
import type { SimDisk } from './disks.ts'
import { Gate } from './gate.ts'
import type { Link } from './link.ts'
import { ProfileLock } from './locks.ts'
import { SimStore, type StoreFaults } from './sim-store.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Tab {
  gate: Gate
  device: Device
  store: Store
  sender: Sender
}

export interface ComputerPorts {
  name: string
  userId: UserId
  time: VirtualTime
  chance: Seeded
  trace: Trace
  disk: SimDisk
  link: Link
  /** Puts a faulty store in front of the real one, in a test of the simulation itself. */
  wrapStore?: (store: Store) => Store
  wrapTransport?: (transport: Transport) => Transport
  /** Names a client for good; a faulty one may name it twice. */
  newClientId: () => ClientId
  newId: () => string
  committed(committed: Committed): void
  loaded(loaded: Loaded): void
  failed(error: unknown): void
}

const session: Session = {
  accessToken: async () => 'token',
  refused: () => undefined,
  onChange: () => () => undefined,
}

/** One browser profile with the shipped program in its tabs: a disk, a lock, a channel, a link. */
export class Computer {
  readonly name: string
  readonly userId: UserId
  readonly link: Link
  readonly disk: SimDisk
  tabs: Tab[] = []
  readonly faults: StoreFaults = { refused: 0, unreported: 0, crash: null }
  /** Its store is, or has, an older copy. The checks tell two copies apart and no more. */
  isCopied = false
  /** By how much its clock is wrong, in milliseconds. */
  skew: number
  private readonly ports: ComputerPorts
  private readonly channel: Channel
  private readonly lock: ProfileLock
  /** Tabs that are alive, those on their way included, with the stores that they have open. */
  private readonly open = new Map<Gate, Store>()

  constructor(ports: ComputerPorts) {
    const { name, userId, link, disk, time, chance, trace } = ports
    this.ports = ports
    this.name = name
    this.userId = userId
    this.link = link
    this.disk = disk
    this.skew = chance.below(1_200_000) - 600_000
    this.channel = new Channel(time, chance)
    this.lock = new ProfileLock(time, trace)
  }

  get tabsOnTheirWay(): number {
    return this.open.size
  }

  /** Begins to open a tab; it is among `tabs` when its device is. */
  async openTab(): Promise<void> {
    const { disk, userId, newClientId, wrapStore = (store: Store) => store } = this.ports
    const gate = new Gate()
    const now = () => Math.floor(this.ports.time.now) + this.skew
    const real = await disk.open({ userId, newClientId, now })
    this.open.set(gate, real)
    void this.start(gate, wrapStore(real)).catch((error: unknown) => {
      if (!gate.isDead) this.ports.failed(error)
    })
  }

  /** As if the process of the tab were killed: nothing is finished, nothing is told. */
  async kill({ gate }: Pick<Tab, 'gate'>): Promise<void> {
    gate.die()
    this.channel.drop(gate)
    this.lock.release(gate)
    this.link.forget(gate)
    await this.open.get(gate)?.[Symbol.asyncDispose]()
    this.open.delete(gate)
    this.tabs = this.tabs.filter((tab) => tab.gate !== gate)
  }

  /** The power goes. */
  async killAll(): Promise<void> {
    for (const gate of [...this.open.keys()]) await this.kill({ gate })
  }

  /** The person closes the tab, which may take its time. */
  close(tab: Tab): void {
    this.tabs = this.tabs.filter((one) => one !== tab)
    const close = async () => {
      await tab.sender[Symbol.asyncDispose]()
      await tab.device.close()
      await this.kill(tab)
    }
    void close().catch(this.ports.failed)
  }

  wake({ gate }: Tab): void {
    for (const run of gate.wake()) this.ports.time.after(0, () => gate.deliver(run))
  }

  /** Its durable state, read past everything that goes wrong. */
  async read(): Promise<{ meta: Meta; entries: OutboxEntry[] }> {
    const [store] = this.open.values()
    if (!store) throw new Error(`${this.name} is off`)
    return store.outbox()
  }

  async load({ gate }: Tab): Promise<Loaded> {
    const store = this.open.get(gate)
    if (!store) throw new Error(`${this.name} has closed this tab`)
    return store.load()
  }

  leads({ gate }: Tab): boolean {
    return this.lock.isHeldBy(gate)
  }

  private async start(gate: Gate, real: Store): Promise<void> {
    const { time, chance, userId, newClientId, newId } = this.ports
    const { wrapTransport = (transport: Transport) => transport } = this.ports
    const clock = {
      now: () => Math.floor(time.now) + this.skew,
      elapsed: () => time.now,
      random: () => chance.next(),
      after: (ms: number, run: () => void) => time.after(ms, () => gate.deliver(run)),
    }
    const store = this.simulated(real, gate)
    const pokes = [this.channel.connect(gate), this.channel.connect(gate)] as const
    const leadership = new WebLockLeadership('sender', this.lock.seenBy(gate))
    const device = await openDevice({ store, pokes: pokes[0], clock, newId })
    const sender = new Sender({
      store,
      transport: wrapTransport(this.link.transport(gate)),
      session,
      clock,
      pokes: pokes[1],
      leadership,
      newClientId,
      committed: (committed) => device.absorb(committed),
    })
    if (device.userId !== userId) throw new Error('the device belongs to another person')
    this.tabs.push({ gate, device, store, sender })
  }

  private simulated(real: Store, gate: Gate): SimStore {
    const { time, chance, trace, name, committed, loaded, failed } = this.ports
    return new SimStore({
      real,
      time,
      chance,
      gate,
      faults: this.faults,
      made: (changes, result) => {
        const { entries } = result
        const types = changes.map(({ type }) => type).join(' ')
        trace.note(`${time.now} ${name} store ${types} ${JSON.stringify(entries)}`)
        try {
          committed(result)
        } catch (error) {
          failed(error)
        }
      },
      loaded,
      folded: (entries) => {
        trace.note(`${time.now} ${name} fold ${entries}`)
        if (entries > 0) trace.count('folds')
      },
      crash: async (how) => {
        trace.count(`power lost: ${how}`)
        await this.killAll()
        if (how === 'torn' && (await this.disk.tear())) trace.count('journals torn')
      },
    })
  }
}
