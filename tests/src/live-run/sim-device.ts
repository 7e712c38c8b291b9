import {
  type Device,
  openDevice,
  openHttpTransport,
  openTokenSession,
  PokeHub,
  Sender,
  type TokenKeeper,
  TurnTaking,
} from '@holdfast/client'
import { MemoryDisk, openMemoryStore } from '@holdfast/client/store/memory'
import type { ClientId, UserId } from '@holdfast/domain'
import type { Seeded } from '../simulation/chance.ts'
import { hurriedClock } from '../system/hurried-clock.ts'
import { isSettled } from '../system/is-settled.ts'
import { UnreliableLink } from './unreliable-link.ts'

const hurried = hurriedClock(40)

/** A person's device with the real program on it: it can be cut off, and killed and started again. */
export class SimDevice implements AsyncDisposable {
  readonly name: string
  readonly userId: UserId
  readonly link: UnreliableLink
  crashes = 0
  private readonly session
  private readonly disk = new MemoryDisk()
  private running: { device: Device; sender: Sender; kill: () => void } | null = null

  constructor(name: string, userId: UserId, url: string, keeper: TokenKeeper, chance: Seeded) {
    this.name = name
    this.userId = userId
    this.session = openTokenSession({ url, keeper })
    this.link = new UnreliableLink(openHttpTransport({ url, session: this.session }), chance)
  }

  get device(): Device {
    if (!this.running) throw new Error(`${this.name} is off`)
    return this.running.device
  }

  async start(): Promise<void> {
    const newClientId = () => crypto.randomUUID() as ClientId
    const store = openMemoryStore({ userId: this.userId, newClientId, disk: this.disk })
    const hub = new PokeHub()
    const [own, senders] = [hub.connect(), hub.connect()]
    const newId = () => crypto.randomUUID()
    const device = await openDevice({ store, pokes: own, clock: hurried, newId })
    const leadership = new TurnTaking().leadership()
    const sender = new Sender({
      store,
      transport: this.link,
      session: this.session,
      clock: hurried,
      pokes: senders,
      leadership,
      newClientId,
      committed: (committed) => device.absorb(committed),
    })
    const kill = () => {
      own.close()
      senders.close()
      void store[Symbol.asyncDispose]()
      void leadership.resign()
    }
    this.running = { device, sender, kill }
  }

  /** As if the power went: whatever was under way is not finished. */
  async crash(): Promise<void> {
    this.crashes++
    this.link.dropSockets()
    this.running?.kill()
    await this.start()
  }

  get isSettled(): boolean {
    return isSettled(this.device)
  }

  /** What the person sees, in one order. */
  get shown(): unknown {
    const { queries } = this.device
    const tasks = [...queries.tasks({}).get(), ...queries.tasks({ trash: true }).get()]
    const projects = queries.projects().get()
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
    return {
      tasks: tasks.toSorted(byId),
      projects: projects.toSorted(byId),
      members: projects.flatMap(({ id }) => queries.members(id).get()).toSorted(byId),
      me: queries.me.get(),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running?.sender[Symbol.asyncDispose]()
    await this.running?.device.close()
    this.running = null
  }
}
