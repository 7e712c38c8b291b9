import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Pokes } from '@holdfast/db'
import type { UserId } from '@holdfast/domain'
import { CloseCode } from '@holdfast/sync'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Services } from '../../context.ts'
import { networkOf } from '../../limits/address.ts'
import { openCrowd } from './crowd.ts'
import { FanOut } from './fan-out.ts'
import { LiveConnection } from './live-connection.ts'
import { type LiveSessions, liveSessions } from './live-sessions.ts'
import { watchSessions } from './watch-sessions.ts'

/** Most bytes of a hello, which names all buckets of a device: some nine thousand. */
const MOST_HELLO_BYTES = 512 * 1024
/** Most sockets that have not said hello: what they send is held before anybody knows who they are. */
const MOST_STRANGERS = 1000
const PING_EVERY = 30_000
/** How often commits are looked for without a poke, in ms. */
const POLL_EVERY = 1000
/** How long sockets have to say goodbye when the server stops, in ms. */
const GOODBYE_WITHIN = 1000

export interface LiveOptions {
  services: Pick<Services, 'db' | 'cached' | 'keys' | 'clock' | 'log' | 'limits'>
  /** Where a socket comes from. */
  addressOf: (request: IncomingMessage) => string | null
  pokes: Pick<Pokes, 'onPoke'>
  /** Where people reach the server, when that is not the host that requests name. */
  publicUrl?: URL | null
  sessions?: LiveSessions
}

/** The live side of sync, on upgrades of `/live`. */
export interface Live extends AsyncDisposable {
  /** How many sockets are open. */
  readonly size: number
  /** Takes over a socket that asks for an upgrade of `/live`. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/**
 * A browser names the page's origin, and no page of another origin may speak for a person; what
 * names none is no browser.
 */
const isOwnOrigin = ({ headers }: IncomingMessage, publicUrl: URL | null): boolean => {
  if (headers.origin === undefined) return true
  const host = URL.parse(headers.origin)?.host
  return Boolean(host) && (host === headers.host || host === publicUrl?.host)
}

const refuse = (socket: Duplex, status: string, ...headers: string[]): void => {
  const head = [`HTTP/1.1 ${status}`, 'Connection: close', 'Content-Length: 0', ...headers]
  socket.end(`${head.join('\r\n')}\r\n\r\n`)
}

const allGone = async (sockets: Iterable<WebSocket>): Promise<void> => {
  const goodbye = AbortSignal.timeout(GOODBYE_WITHIN)
  const gone = (socket: WebSocket) =>
    once(socket, 'close', { signal: goodbye }).catch(() => socket.terminate())
  await Promise.all([...sockets].map(gone))
}

/** Serves frames to devices; who opens it closes it. Rules: packages/sync/SPEC.md, [F…] and [S…]. */
export const openLive = (options: LiveOptions): Live => {
  const { services, addressOf, pokes, publicUrl = null } = options
  const { db, log, clock, limits } = services
  const sessions = options.sessions ?? liveSessions(services)
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_HELLO_BYTES,
    perMessageDeflate: false,
  })
  const connections = new Set<LiveConnection>()
  const strangers = new Set<LiveConnection>()
  const crowd = openCrowd(limits)
  const closeAll = (): void => {
    for (const connection of connections) connection.close(CloseCode.goingAway)
  }
  const fanOut = new FanOut({ db, log, pokes, pollEvery: POLL_EVERY, onNewEpoch: closeAll })

  const watch = watchSessions(connections, sessions, services)
  const ping = setInterval(() => {
    for (const connection of connections) connection.ping()
  }, PING_EVERY)
  let isClosed = false

  return {
    get size() {
      return connections.size
    },

    handleUpgrade(request, socket, head) {
      const isFull = strangers.size >= MOST_STRANGERS
      if (isClosed || isFull) return refuse(socket, '503 Service Unavailable')
      if (!isOwnOrigin(request, publicUrl)) return refuse(socket, '403 Forbidden')
      const places = crowd.enter(networkOf(addressOf(request)))
      if (!places) return refuse(socket, '429 Too Many Requests', 'Retry-After: 5')
      socket.once('close', () => places.leave())
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const greeted = (userId: UserId) => {
          strangers.delete(connection)
          return places.known(userId)
        }
        const ports = { db, log, clock, fanOut, sessions, greeted }
        const connection = new LiveConnection(webSocket, ports)
        connections.add(connection)
        strangers.add(connection)
        webSocket.once('close', () => {
          connections.delete(connection)
          strangers.delete(connection)
        })
      })
    },

    async [Symbol.asyncDispose]() {
      isClosed = true
      watch[Symbol.dispose]()
      clearInterval(ping)
      closeAll()
      await allGone(server.clients)
      await fanOut[Symbol.asyncDispose]()
    },
  }
}
