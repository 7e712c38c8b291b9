import { PullReply, PushReply, ServerMessage } from '@holdfast/sync'
import { createTRPCUntypedClient, httpLink, TRPCClientError } from '@trpc/client'
import type { Fetch, Fetched } from './fetch.ts'
import { isUnauthorized } from './is-unauthorized.ts'
import type { LiveEvents, LiveSocket, Session, Transport } from './transport.ts'
import { NoSuchPage, SignedOut, TooLarge } from './transport.ts'

/** A call that takes longer has failed. */
const CALL_MS = 30_000

export interface HttpTransportOptions {
  /** Where the server is: `https://example.org`; '' for the page's own. */
  url: string
  session: Session
  /** What carries calls and pages. Default: the one built in. */
  fetch?: Fetch
  /** Opens the socket; browsers and Node have it built in. */
  openSocket?: (url: string) => WebSocket
}

interface Call {
  path: string
  input: unknown
  signal: AbortSignal | undefined
}

/** Told by the status alone: what answers 413 may stand before the server and speak no tRPC. */
const withinLimits =
  (fetch: Fetch) =>
  async (input: RequestInfo | URL | string, init: object = {}): Promise<Fetched> => {
    const response = await fetch(String(input), init)
    if (response.status === 413) throw new TooLarge()
    return response
  }

const builtIn: Fetch = (url, init) => fetch(url, init)

/** The token was not taken. */
class Refused extends Error {}

const fetchPage = async (fetch: Fetch, url: string, token: string): Promise<Uint8Array> => {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(CALL_MS),
    // The device keeps pages itself.
    cache: 'no-store',
  })
  if (response.status === 401) throw new Refused()
  if (response.status === 404) throw new NoSuchPage()
  if (!response.ok) throw new Error(`a page was answered with status ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** `/trpc`, `/snapshots` and `/live` of a server. */
export const openHttpTransport = ({
  url,
  session,
  fetch = builtIn,
  openSocket = (at) => new WebSocket(at),
}: HttpTransportOptions): Transport => {
  const callWith = (token: string, { path, input, signal }: Call): Promise<unknown> =>
    createTRPCUntypedClient({
      links: [
        httpLink({
          url: `${url}/trpc`,
          headers: { authorization: `Bearer ${token}` },
          fetch: withinLimits(fetch),
        }),
      ],
    }).mutation(path, input, {
      signal: AbortSignal.any([AbortSignal.timeout(CALL_MS), ...(signal ? [signal] : [])]),
    })

  /** Once more with another token where one is refused. */
  const authorized = async <T>(work: (token: string) => Promise<T>): Promise<T> => {
    for (let refusals = 0; ; refusals++) {
      const token = await session.accessToken()
      try {
        return await work(token)
      } catch (error) {
        if (error instanceof TRPCClientError && error.cause instanceof TooLarge) throw error.cause
        if (!isUnauthorized(error) && !(error instanceof Refused)) throw error
        session.refused(token)
        if (refusals > 0) throw new SignedOut()
      }
    }
  }

  const call = (one: Call): Promise<unknown> => authorized((token) => callWith(token, one))

  return {
    push: async (input, signal) =>
      PushReply.parse(await call({ path: 'sync.push', input, signal })),
    pull: async (input, signal) =>
      PullReply.parse(await call({ path: 'sync.pull', input, signal })),
    snapshotPage: (bucket, to, index) =>
      authorized((token) => fetchPage(fetch, `${url}/snapshots/${bucket}/${to}/${index}`, token)),
    connect: (events) => connect(openSocket(liveUrl(url)), events),
  }
}

const liveUrl = (url: string): string => {
  const at = new URL(`${url}/live`, url === '' ? location.href : undefined)
  at.protocol = at.protocol === 'http:' ? 'ws:' : 'wss:'
  return at.href
}

const connect = (socket: WebSocket, events: LiveEvents): LiveSocket => {
  socket.addEventListener('open', () => events.open())
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = ServerMessage.safeParse(parseJson(data))
    // A message that this version does not know is the server's newer business.
    if (message.success) events.message(message.data)
  })
  socket.addEventListener('close', ({ code }) => events.closed(code))
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
    },
    close: () => socket.close(),
  }
}

const parseJson = (data: unknown): unknown => {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}
