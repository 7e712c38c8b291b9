import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openPokes, type Pokes } from '@holdfast/db'
import type { Bucket } from '@holdfast/domain'
import { mintAccessToken } from '../../auth/access-token.ts'
import { requireSession } from '../../auth/scopes.ts'
import type { Caller } from '../../context.ts'
import { type Limits, unlimited } from '../../limits/limits.ts'
import { type Live, openLive } from '../live/open-live.ts'
import { HoldingDevice } from './holding-device.ts'
import { LiveClient } from './live-client.ts'
import { openSyncWorld, type SyncWorld } from './sync-world.ts'

/** A process of the server: its own pokes, its own sockets, one record. */
export interface LiveProcess extends AsyncDisposable {
  live: Live
  /** @param from the address that it comes from */
  connect(origin?: string, from?: string): Promise<LiveClient>
}

export interface LiveWorld extends SyncWorld {
  pokes: Pokes
  token(caller: Caller): Promise<string>
  /** @param limits on how many sockets there may be; by default none */
  process(limits?: Limits): Promise<LiveProcess>
  /** A device that has pulled everything, its socket, and what that was told to pull. */
  follow(caller: Caller, process: LiveProcess): Promise<Following>
}

export interface Following {
  device: HoldingDevice
  socket: LiveClient
  behind: Bucket[]
}

/** A sync world whose pushes poke, with processes that serve `/live`. */
export const openLiveWorld = async (): Promise<LiveWorld> => {
  const world = await openSyncWorld()
  const pokes = await openPokes({ url: world.test.url })
  world.services.pokes = pokes
  const token = async (caller: Caller) => {
    const session = { id: requireSession(caller), userId: caller.userId }
    return (await mintAccessToken(world.services.keys, session, world.clock.now)).token
  }
  return {
    ...world,
    pokes,
    token,
    async follow(caller, process) {
      const device = new HoldingDevice(world.services, caller.userId)
      await device.pull()
      const socket = await process.connect()
      const held = { positions: device.positionsByBucket }
      return { device, socket, behind: await socket.greet(await token(caller), held) }
    },
    process: async (limits = unlimited) => {
      const heard = await openPokes({ url: world.test.url })
      const addressOf = ({ headers }: IncomingMessage) =>
        String(headers['x-address'] ?? '127.0.0.1')
      const services = { ...world.services, limits }
      const live = openLive({ services, addressOf, pokes: heard })
      const server = createServer()
      server.on('upgrade', (request, socket, head) => live.handleUpgrade(request, socket, head))
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      return {
        live,
        connect: (origin, from) => LiveClient.open(`ws://127.0.0.1:${port}/live`, origin, from),
        [Symbol.asyncDispose]: async () => {
          await live[Symbol.asyncDispose]()
          server.close()
          await heard.close()
        },
      }
    },
    [Symbol.asyncDispose]: async () => {
      await pokes.close()
      await world[Symbol.asyncDispose]()
    },
  }
}
