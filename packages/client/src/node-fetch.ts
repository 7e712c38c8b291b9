import { Agent, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'
import { arrayBuffer } from 'node:stream/consumers'
import type { Fetch, Fetched } from './fetch.ts'

/**
 * A `fetch` for programs on Node that call one server over and over: over connections that stay open,
 * head and body in one write. Node's own takes half as much processor time again for a short call.
 * Redirects are not followed, nor is anything inflated.
 */
export const openNodeFetch = (): Fetch => {
  const plain = new Agent({ keepAlive: true })
  const secure = new SecureAgent({ keepAlive: true })
  return (address, { method = 'GET', headers = {}, body, signal }) =>
    new Promise((resolve, reject) => {
      const url = new URL(address)
      const options = {
        method,
        headers: body === undefined ? headers : withLength(headers, body),
        ...(signal && { signal }),
      }
      const take = (response: IncomingMessage) => resolve(fetchedFrom(response))
      const sent =
        url.protocol === 'https:'
          ? requestSecurely(url, { ...options, agent: secure }, take)
          : request(url, { ...options, agent: plain }, take)
      sent.on('error', reject)
      sent.end(body)
    })
}

const withLength = (headers: Record<string, string>, body: string): Record<string, string> => ({
  ...headers,
  'content-length': String(Buffer.byteLength(body)),
})

const fetchedFrom = (response: IncomingMessage): Fetched => {
  const { statusCode: status = 0 } = response
  // From now on: what nobody reads would keep the connection.
  const bytes = arrayBuffer(response)
  bytes.catch(() => undefined)
  return {
    status,
    ok: status >= 200 && status < 300,
    arrayBuffer: () => bytes,
    json: async () => JSON.parse(new TextDecoder().decode(await bytes)),
  }
}
