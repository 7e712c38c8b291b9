import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createHoldfastClient,
  type Device,
  openDevice,
  openHttpTransport,
  openTokenSession,
  PokeHub,
  Sender,
  sessionIn,
  type Transport,
  TurnTaking,
} from '@holdfast/client'
import { openSqliteStore } from '@holdfast/client/store/sqlite'
import type { ClientId, UserId } from '@holdfast/domain'
import { hurriedClock } from './hurried-clock.ts'
import { isSettled } from './is-settled.ts'

const hurried = hurriedClock(10)

const PASSWORD = 'correct horse battery staple'

/** What stands between a device and the way to its server. */
export type Through = (transport: Transport) => Transport

/** The desktop's device without its window: the shipped program over a file of `node:sqlite`. */
export class NodeDevice implements AsyncDisposable {
  readonly device: Device
  readonly #sender: Sender
  readonly #folder: string

  private constructor(device: Device, sender: Sender, folder: string) {
    this.device = device
    this.#sender = sender
    this.#folder = folder
  }

  /** Registers somebody new, at the server's own address, and opens their device on `url`. */
  static async register(
    email: string,
    server: string,
    url: string,
    through?: Through,
  ): Promise<NodeDevice> {
    const registration = { email, password: PASSWORD, firstName: 'Ada', client: 'desktop' } as const
    const api = createHoldfastClient({ url: server })
    const { user, refreshToken = null } = sessionIn(await api.auth.register.mutate(registration))
    return NodeDevice.#open(user.id as UserId, refreshToken, url, through)
  }

  /** Opens one more device of a person, on `url`. */
  static async signIn(email: string, server: string, url: string): Promise<NodeDevice> {
    const login = { email, password: PASSWORD, client: 'desktop' } as const
    const api = createHoldfastClient({ url: server })
    const { user, refreshToken = null } = sessionIn(await api.auth.login.mutate(login))
    return NodeDevice.#open(user.id as UserId, refreshToken, url)
  }

  static async #open(
    userId: UserId,
    refreshToken: string | null,
    url: string,
    through: Through = (transport) => transport,
  ): Promise<NodeDevice> {
    let token = refreshToken
    const keeper = {
      read: () => token,
      write: (next: string) => {
        token = next
      },
    }
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-device-'))
    const newClientId = () => crypto.randomUUID() as ClientId
    const store = openSqliteStore({ userId, newClientId, file: join(folder, 'store.db') })
    const session = openTokenSession({ url, keeper })
    const hub = new PokeHub()
    const device = await openDevice({
      store,
      pokes: hub.connect(),
      clock: hurried,
      newId: () => crypto.randomUUID(),
      onClose: async () => store[Symbol.asyncDispose](),
    })
    const sender = new Sender({
      store,
      transport: through(openHttpTransport({ url, session })),
      session,
      clock: hurried,
      pokes: hub.connect(),
      leadership: new TurnTaking().leadership(),
      newClientId,
      committed: (committed) => device.absorb(committed),
    })
    return new NodeDevice(device, sender, folder)
  }

  /** Where its store lies. */
  get file(): string {
    return join(this.#folder, 'store.db')
  }

  get isSettled(): boolean {
    return isSettled(this.device)
  }

  get titles(): string[] {
    return this.device.queries
      .tasks({})
      .get()
      .map(({ title }) => title)
      .sort()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]()
    await this.device.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
