import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ClientId, type UserId, userBucket } from '@holdfast/domain'
import { PROTOCOL, type ServerMessage } from '@holdfast/sync'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type WebSocket as Socket, WebSocketServer } from 'ws'
import { openHttpTransport } from './http-transport.ts'
import { openNodeFetch } from './node-fetch.ts'
import { NoSuchPage, type Session, SignedOut, TooLarge, type Transport } from './transport.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const request = {
  protocol: PROTOCOL,
  epoch: null,
  clientId: crypto.randomUUID() as ClientId,
  positions: {},
  joins: {},
  downloading: [],
  inline: [],
}
const done = { status: 'done', epoch: 'e1', forget: [], deltas: [], snapshots: [], more: false }

/** A server that answers what a test says and keeps what it was asked. */
class StubServer {
  answers: { status: number; body: unknown }[] = []
  readonly asked: { path: string; token: string; body: unknown }[] = []
  readonly sockets: Socket[] = []
  private readonly http = createServer((req, res) => {
    void this.hear(req).then(() => {
      const { status, body } = this.answers.shift() ?? { status: 500, body: {} }
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  private readonly live = new WebSocketServer({ server: this.http, path: '/live' })

  async open(): Promise<string> {
    this.live.on('connection', (socket) => this.sockets.push(socket))
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    this.live.close()
    this.http.closeAllConnections()
    await new Promise((resolve) => this.http.close(resolve))
  }

  private async hear(req: IncomingMessage): Promise<void> {
    const body: unknown = JSON.parse((await text(req)) || 'null')
    this.asked.push({ path: req.url ?? '', token: req.headers.authorization ?? '', body })
  }
}

const answer = (data: unknown) => ({ status: 200, body: { result: { data } } })
const refusal = {
  status: 401,
  body: {
    error: { message: 'no', code: -32001, data: { httpStatus: 401, appCode: 'unauthenticated' } },
  },
}

describe.each([
  ['the built-in fetch', undefined],
  ['the fetch for Node', openNodeFetch()],
])('over %s', (_, carrier) => {
  let server: StubServer
  let tokens: number
  let transport: Transport
  let refused: string[]

  beforeEach(async () => {
    server = new StubServer()
    tokens = 0
    refused = []
    const session: Session = {
      accessToken: async () => `token${tokens}`,
      refused: (token) => {
        refused.push(token)
        tokens++
      },
      onChange: () => () => undefined,
    }
    transport = openHttpTransport({
      url: await server.open(),
      session,
      ...(carrier && { fetch: carrier }),
    })
  })
  afterEach(() => server.close())

  test('calls carry the token, and answers are parsed', async () => {
    server.answers = [answer(done)]
    expect(await transport.pull(request)).toEqual(done)
    expect(server.asked).toEqual([
      { path: '/trpc/sync.pull', token: 'Bearer token0', body: request },
    ])
  })

  test('a refused token is replaced once; a second refusal ends the session', async () => {
    server.answers = [refusal, answer(done)]
    expect(await transport.pull(request)).toEqual(done)
    expect(refused).toEqual(['token0'])
    server.answers = [refusal, refusal]
    await expect(transport.pull(request)).rejects.toThrow(SignedOut)
  })

  test.each([
    ['a fault of the server', { status: 503, body: { error: { message: 'busy', code: -32603 } } }],
    ['something that is no answer', { status: 200, body: { result: { data: { status: 'odd' } } } }],
    ['a page of somebody else’s network', { status: 200, body: 'Welcome to our Wi-Fi' }],
  ])('%s is a failure, and not the end of the session', async (_, page) => {
    server.answers = [page]
    const error: unknown = await transport.pull(request).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(SignedOut)
    expect(refused).toEqual([])
  })

  test.each([
    ['the server', { error: { message: 'no', code: -32013, data: { httpStatus: 413 } } }],
    ['a proxy before it', '<h1>413 Request Entity Too Large</h1>'],
  ])('[P12] what is too large for %s is known as such', async (_, body) => {
    server.answers = [{ status: 413, body }]
    await expect(transport.pull(request)).rejects.toThrow(TooLarge)
    expect(refused).toEqual([])
  })

  test('the live socket tells what it is told, but nothing that it does not know', async () => {
    const heard: (ServerMessage | string)[] = []
    const socket = transport.connect({
      open: () => heard.push('open'),
      message: (message) => heard.push(message),
      closed: (code) => heard.push(`closed ${code}`),
    })
    await vi.waitUntil(() => heard.length === 1 && server.sockets.length === 1, PATIENCE)
    const [peer] = server.sockets
    const said: string[] = []
    peer?.on('message', (data) => said.push(String(data)))
    socket.send({ type: 'ping' })
    await vi.waitUntil(() => said.length === 1, PATIENCE)
    expect(said).toEqual(['{"type":"ping"}'])
    for (const message of ['{', '{"type":"new"}', '{"type":"pong"}']) peer?.send(message)
    peer?.close(4401)
    await vi.waitUntil(() => heard.includes('closed 4401'), PATIENCE)
    expect(heard).toEqual(['open', { type: 'pong' }, 'closed 4401'])
  })

  test('a page comes as it is, and one that is not there is told apart', async () => {
    server.answers = [
      { status: 200, body: 'page' },
      { status: 404, body: '' },
    ]
    const bucket = userBucket(crypto.randomUUID() as UserId)
    const bytes = await transport.snapshotPage(bucket, 3, 1)
    expect(new TextDecoder().decode(bytes)).toBe('"page"')
    await expect(transport.snapshotPage(bucket, 3, 2)).rejects.toThrow(NoSuchPage)
    expect(server.asked.map(({ path }) => path)).toEqual([
      `/snapshots/${bucket}/3/1`,
      `/snapshots/${bucket}/3/2`,
    ])
  })

  test('a call that is given up ends, and so does one that nobody hears', async () => {
    const given = new AbortController()
    const call = transport.pull(request, given.signal)
    given.abort()
    await expect(call).rejects.toThrow()
    await server.close()
    await expect(transport.pull(request)).rejects.toThrow()
    server = new StubServer()
    await server.open()
  })
})
