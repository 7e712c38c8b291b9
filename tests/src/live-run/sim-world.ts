import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHoldfastClient, type HoldfastClient, sessionIn } from '@holdfast/client'
import { type TestDatabase, testDatabase } from '@holdfast/db/testing'
import type { UserId } from '@holdfast/domain'
import { decideConfig, openLog, type RunningServer, startServer } from '@holdfast/server'
import type { Seeded } from '../simulation/chance.ts'
import { SimDevice } from './sim-device.ts'

const PASSWORD = 'correct horse battery staple'

export interface SimPerson {
  userId: UserId
  email: string
  api: HoldfastClient
}

/** A server on a database of its own, with people and their devices. */
export class SimWorld implements AsyncDisposable {
  readonly test: TestDatabase
  readonly devices: SimDevice[] = []
  readonly people: SimPerson[] = []
  cuts = 0
  private readonly server: RunningServer
  private readonly folder: string
  private readonly chance: Seeded

  private constructor(test: TestDatabase, server: RunningServer, folder: string, chance: Seeded) {
    this.test = test
    this.server = server
    this.folder = folder
    this.chance = chance
  }

  static async open(chance: Seeded): Promise<SimWorld> {
    const test = await testDatabase()
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-simulation-'))
    const config = decideConfig({ PORT: '0', DATABASE_URL: test.url, HOLDFAST_DATA: folder })
    return new SimWorld(test, await startServer(config, openLog('silent')), folder, chance)
  }

  async person(firstName: string): Promise<SimPerson> {
    const { url } = this.server
    const email = `${firstName.toLowerCase()}@example.org`
    const registration = { email, password: PASSWORD, firstName, client: 'tool' } as const
    const { user, accessToken } = sessionIn(
      await createHoldfastClient({ url }).auth.register.mutate(registration),
    )
    const api = createHoldfastClient({ url, token: accessToken })
    const person = { userId: user.id as UserId, email, api }
    this.people.push(person)
    return person
  }

  /** Signs a person in on one more device. */
  async device(name: string, { userId, email }: SimPerson): Promise<SimDevice> {
    const { url } = this.server
    const login = { email, password: PASSWORD, client: 'desktop' } as const
    let { refreshToken = null } = sessionIn(
      await createHoldfastClient({ url }).auth.login.mutate(login),
    )
    const keeper = {
      read: () => refreshToken,
      write: (next: string) => {
        refreshToken = next
      },
    }
    const device = new SimDevice(name, userId, url, keeper, this.chance)
    await device.start()
    this.devices.push(device)
    return device
  }

  /** The database loses every connection that a program has to it. */
  async cutDatabase(): Promise<void> {
    this.cuts++
    await this.test.database.read((reader) =>
      reader.rows({
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND usename = current_user
                 AND pid <> pg_backend_pid()`,
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const device of this.devices) await device[Symbol.asyncDispose]()
    await this.server.stop()
    await this.test[Symbol.asyncDispose]()
    await rm(this.folder, { recursive: true, force: true })
  }
}
