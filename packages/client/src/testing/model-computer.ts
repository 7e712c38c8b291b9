import type { ClientId, UserId } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import type { ModelServer } from '@holdfast/sync/testing'
import type { Device } from '../device.ts'
import { TurnTaking } from '../leadership.ts'
import { openDevice } from '../open-device.ts'
import { PokeHub } from '../pokes.ts'
import { Sender } from '../sender.ts'
import { MemoryDisk, openMemoryStore } from '../store/memory.ts'
import type { FakeClock } from './fake-clock.ts'
import { ModelLink, ModelSession } from './model-link.ts'

export interface ModelTab {
  device: Device
  sender: Sender
  store: Store
  /** As if the process were killed: nothing is finished, nothing is told. */
  kill(): void
  /** As if the browser stopped running it, in the middle of whatever it did. */
  freeze(): void
}

interface ComputerOptions {
  server: ModelServer
  userId: UserId
  clock: FakeClock
  name: string
  /** Stands between the tabs and the disk. */
  wrap?: (store: Store) => Store
}

let ids = 0

/** One browser profile: a disk, tabs that share it, and a link to the server. */
export class ModelComputer {
  readonly link: ModelLink
  readonly session = new ModelSession()
  private readonly disk = new MemoryDisk()
  private readonly hub = new PokeHub()
  private readonly turns = new TurnTaking()
  private readonly options: ComputerOptions
  private clients = 0

  constructor(options: ComputerOptions) {
    this.options = options
    this.link = new ModelLink(options.server, options.userId)
  }

  async openTab(): Promise<ModelTab> {
    const { userId, clock, name, wrap = (store) => store } = this.options
    const newClientId = () => `${name}-${++this.clients}` as ClientId
    const store = wrap(openMemoryStore({ userId, newClientId, disk: this.disk }))
    const pokes = [this.hub.connect(), this.hub.connect()] as const
    const leadership = this.turns.leadership()
    const device = await openDevice({ store, pokes: pokes[0], clock, newId: () => `d${++ids}` })
    const sender = new Sender({
      store,
      transport: this.link,
      session: this.session,
      clock,
      pokes: pokes[1],
      leadership,
      newClientId,
      committed: (committed) => device.absorb(committed),
    })
    const kill = () => {
      for (const end of pokes) end.close()
      void store[Symbol.asyncDispose]()
      void leadership.resign()
    }
    const freeze = () => {
      for (const end of pokes) end.close()
      const never = () => new Promise<never>(() => undefined)
      Object.assign(store, { commit: never, outbox: never, since: never })
    }
    return { device, sender, store, kill, freeze }
  }
}
