import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import type { HttpEnv } from '../http/request-info.ts'
import { StartError } from '../start-error.ts'

export interface ServeHttpOptions {
  app: Hono<HttpEnv>
  host: string
  port: number
  /** How long requests that are under way may take to end when the server stops, in ms. */
  drainFor?: number
  /** How long the headers of a request may take to come, in ms. */
  headersWithin?: number
  /** How long a whole request may take to come, in ms. */
  requestWithin?: number
}

export interface HttpServing extends AsyncDisposable {
  server: Server
  /** Where a person on this machine reaches it. */
  url: string
  /** Takes no new request, lets those under way end, and cuts them off when `hurry` says so. */
  stop(hurry?: AbortSignal): Promise<void>
}

const LOCAL_HOSTS = new Set(['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost'])

const SWEEP_EVERY_MS = 50

const urlOf = (host: string, port: number): string => {
  const name = LOCAL_HOSTS.has(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

const whyNotListening = (error: unknown, host: string, port: number): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new StartError(
      `Port ${port} of ${host} is in use. Stop what runs there, or set PORT to another number.`,
    )
  if (code === 'EACCES')
    return new StartError(`Port ${port} needs more rights. Set PORT to a number above 1023.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`HOST=${host} is no address of this machine. Try 127.0.0.1.`)
  return error
}

/** Serves the app on a port; who starts it stops it. */
export const serveHttp = async (options: ServeHttpOptions): Promise<HttpServing> => {
  const { app, host, port, drainFor = 10_000 } = options
  const { headersWithin = 15_000, requestWithin = 60_000 } = options
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      headersTimeout: headersWithin,
      requestTimeout: requestWithin,
      // Node looks for connections that are too slow only every half minute by itself.
      connectionsCheckingInterval: Math.min(headersWithin / 3, 5000),
      keepAliveTimeout: 65_000,
      // Room to answer an address that is too long in the shape of all answers.
      maxHeaderSize: 64 * 1024,
    },
  }) as Server
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw whyNotListening(error, host, port)
  }

  const stop = async (hurry?: AbortSignal): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    // A connection whose last request ends only now would be kept open for the next one.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS)
    const patience = AbortSignal.timeout(drainFor)
    const enough = hurry ? AbortSignal.any([hurry, patience]) : patience
    const cut = () => server.closeAllConnections()
    if (enough.aborted) cut()
    else enough.addEventListener('abort', cut, { once: true })
    await closed
    clearInterval(sweep)
  }
  return {
    server,
    url: urlOf(host, (server.address() as AddressInfo).port),
    stop,
    [Symbol.asyncDispose]: () => stop(),
  }
}
