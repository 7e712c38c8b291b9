import { PullReply, PushReply, ServerMessage } from '@holdfast/sync'
import { createTRPCUntypedClient, httpLink, TRPCClientError } from '@trpc/client'
import type { LiveEvents, LiveSocket, Session, Transport } from './transport.ts'
import { SignedOut, TooLarge } from './transport.ts'

/** A call that takes longer has failed. */
const CALL_MS = 30_000

export interface HttpTransportOptions {
  /** Where the server is: `https://example.org`; '' for the page's own. */
  url: string
  session: Session
  /** Opens the socket; browsers and Node have it built in. */
  openSocket?: (url: string) => WebSocket
}

export const isUnauthorized = (error: unknown): boolean =>
  error instanceof TRPCClientError && error.data?.httpStatus === 401

/** Told by the status alone: what answers 413 may stand before the server and speak no tRPC. */
const fetchWithinLimits = async (input: RequestInfo | URL, init?: object): Promise<Response> => {
  const response = await fetch(input, init)
  if (response.status === 413) throw new TooLarge()
  return response
}

/** `/trpc` and `/live` of a server. */
export const openHttpTransport = ({
  url,
  session,
  openSocket = (at) => new WebSocket(at),
}: HttpTransportOptions): Transport => {
  const callWith = (token: string, path: string, input: unknown): Promise<unknown> =>
    createTRPCUntypedClient({
      links: [
        httpLink({
          url: `${url}/trpc`,
          headers: { authorization: `Bearer ${token}` },
          fetch: fetchWithinLimits,
        }),
      ],
    }).mutation(path, input, { signal: AbortSignal.timeout(CALL_MS) })

  const call = async (path: string, input: unknown): Promise<unknown> => {
    for (let refusals = 0; ; refusals++) {
      const token = await session.accessToken()
      try {
        return await callWith(token, path, input)
      } catch (error) {
        if (error instanceof TRPCClientError && error.cause instanceof TooLarge) throw error.cause
        if (!isUnauthorized(error)) throw error
        session.refused(token)
        if (refusals > 0) throw new SignedOut()
      }
    }
  }

  return {
    push: async (request) => PushReply.parse(await call('sync.push', request)),
    pull: async (request) => PullReply.parse(await call('sync.pull', request)),
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
