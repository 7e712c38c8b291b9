import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

export type SchemeHandler = (request: Request) => Response | Promise<Response>

/** The handlers of the app's own schemes. */
export const schemes = new Map<string, SchemeHandler>()

/*
 * Chromium cannot be taught a scheme from outside. A page of app://bundle is served from
 * http://bundle.app-scheme.localhost, which counts as a secure context.
 */
const SIMULATED = /^(.+)\.([a-z0-9.+-]+)-scheme\.localhost/

export const toSimulated = (url: string): string =>
  url.replace(/^([a-z][a-z0-9.+-]*):\/\/([^/]*)/i, (whole, scheme: string, host: string) =>
    schemes.has(scheme) ? `http://${host}.${scheme}-scheme.localhost` : whole,
  )

export const fromSimulated = (url: string): string =>
  url.replace(/^http:\/\/(.+)\.([a-z0-9.+-]+)-scheme\.localhost/, '$2://$1')

const requestOf = (incoming: IncomingMessage, scheme: string, host: string): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (name !== 'host' && value !== undefined) headers.set(name, String(value))
  const { method = 'GET' } = incoming
  const bodiless = method === 'GET' || method === 'HEAD'
  // undici wants `duplex` for a streamed body; the types of the DOM do not know it.
  const body = bodiless ? {} : { body: Readable.toWeb(incoming) as BodyInit, duplex: 'half' }
  return new Request(`${scheme}://${host}${incoming.url}`, { method, headers, ...body })
}

const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const [, host = '', scheme = ''] = SIMULATED.exec(incoming.headers.host ?? '') ?? []
  const handler = schemes.get(scheme)
  if (!handler) throw new Error(`no handler for the scheme ${scheme}`)
  const response = await handler(requestOf(incoming, scheme, host))
  if (response.type === 'error') {
    incoming.socket.destroy()
    return
  }
  outgoing.writeHead(response.status, [...response.headers].flat())
  if (response.body) Readable.fromWeb(response.body as never).pipe(outgoing)
  else outgoing.end()
}

export const createSchemeServer = (): Server =>
  createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500)
      outgoing.end(String(error))
    })
  })
