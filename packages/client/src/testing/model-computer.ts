import type { ClientId, UserId } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import type { ModelServer } from '@holdfast/sync/testing'
import type { Clock } from '../clock.ts'
import type { Device } from '../device.ts'
import { TurnTaking } from '../leadership.ts'
import { openDevice } from '../open-device.ts'
import { PokeHub, type Pokes } from '../pokes.ts'
import { Sender } from '../sender.ts'
import { MemoryDisk, openMemoryStore } from '../store/memory.ts'
import type { StoreOptions } from '../store/options.ts'
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
  /** What it is told gets lost. @returns ends that */
  sleep(): () => void
}

interface ComputerOptions {
  server: ModelServer
  userId: UserId
  clock: FakeClock
  name: string
  openStore: OpenStore
}

/** Opens this computer's disk once more, for one more tab. */
export type OpenStore = (options: StoreOptions) => Promise<Store>

/** A disk of its own, in memory. */
export const memoryDisk = (): OpenStore => {
  const disk = new MemoryDisk()
  return async (options) => openMemoryStore({ ...options, disk })
}

let ids = 0

/** One browser profile: a disk, tabs that share it, and a link to the server. */
export class ModelComputer {
  readonly link: ModelLink
  readonly session = new ModelSession()
  private readonly hub = new PokeHub()
  private readonly turns = new TurnTaking()
  private readonly options: ComputerOptions
  private clients = 0

  constructor(options: ComputerOptions) {
    this.options = options
    this.link = new ModelLink(options.server, options.userId)
  }

  async openTab(): Promise<ModelTab> {
    const { userId, name, openStore } = this.options
    let isFrozen = false
    const clock: Clock = {
      now: () => this.options.clock.now(),
      elapsed: () => this.options.clock.elapsed(),
      random: () => this.options.clock.random(),
      after: (ms, run) => this.options.clock.after(ms, () => !isFrozen && run()),
    }
    const newClientId = () => `${name}-${++this.clients}` as ClientId
    const store = await openStore({ userId, newClientId })
    let isAsleep = false
    const connect = (): Pokes => {
      const own = this.hub.connect()
      return { ...own, listen: (hear) => own.listen((poke) => !isAsleep && hear(poke)) }
    }
    const pokes = [connect(), connect()] as const
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
      isFrozen = true
      for (const end of pokes) end.close()
      const never = () => new Promise<never>(() => undefined)
      Object.assign(store, { commit: never, outbox: never, since: never })
    }
    const sleep = () => {
      isAsleep = true
      return () => {
        isAsleep = false
      }
    }
    return { device, sender, store, kill, freeze, sleep }
  }
}
