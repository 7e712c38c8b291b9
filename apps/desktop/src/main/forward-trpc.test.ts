import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SignedOut } from '@holdfast/client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ForwardOptions, forwardTrpc } from './forward-trpc.ts'

interface Seen {
  url: string | undefined
  method: string | undefined
  authorization: string | undefined
  body: string
}

let seen: Seen[] = []
let reply: (call: Seen) => { status: number; body: unknown }
const kept: unknown[] = []
let tokens: string[]

const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
  const { url, method, headers } = incoming
  const call = { url, method, authorization: headers.authorization, body: await text(incoming) }
  seen.push(call)
  const { status, body } = reply(call)
  outgoing.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'a=b' })
  outgoing.end(JSON.stringify(body))
}
const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
let options: ForwardOptions

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.close())
beforeEach(() => {
  seen = []
  kept.length = 0
  tokens = ['first', 'second']
  reply = () => ({ status: 200, body: { result: { data: 'well' } } })
  options = {
    serverUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    session: {
      accessToken: async () => tokens[0] ?? Promise.reject(new SignedOut()),
      refused: (token) => {
        tokens = tokens.filter((one) => one !== token)
      },
    },
    signedIn: (data) => {
      kept.push(data)
      return { user: 'ada' }
    },
  }
})

const post = (path: string, body: unknown) =>
  forwardTrpc(
    new Request(`app://bundle/trpc/${path}`, { method: 'POST', body: JSON.stringify(body) }),
    options,
  )
const get = (path: string) => forwardTrpc(new Request(`app://bundle/trpc/${path}`), options)

test('main adds the bearer, and gives the page the answer and nothing else', async () => {
  const response = await get('tasks.list?input=%7B%7D')
  expect(seen).toMatchObject([
    { url: '/trpc/tasks.list?input=%7B%7D', method: 'GET', authorization: 'Bearer first' },
  ])
  expect(await response.json()).toEqual({ result: { data: 'well' } })
  expect(response.headers.get('set-cookie')).toBeNull()
})

test('a token that the server refuses is renewed, once', async () => {
  reply = ({ authorization }) =>
    authorization === 'Bearer second' ? { status: 200, body: 1 } : { status: 401, body: 0 }
  expect((await post('tasks.create', { title: 'x' })).status).toBe(200)
  expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer second'])
  expect(seen.map(({ body }) => body)).toEqual(['{"title":"x"}', '{"title":"x"}'])
})

test('a wrong password, asked for again, is sent once and costs no token', async () => {
  const refusal = { error: { data: { appCode: 'wrong-credentials' } } }
  for (const body of [refusal, [refusal]]) {
    reply = () => ({ status: 401, body })
    expect((await post('factors.totpStart', { password: 'x' })).status).toBe(401)
  }
  expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer first'])
})

test('without a session the server says so itself', async () => {
  tokens = []
  reply = () => ({ status: 401, body: { error: 'unauthenticated' } })
  expect((await get('users.me')).status).toBe(401)
  expect(seen).toMatchObject([{ authorization: undefined }])
})

test.each([
  ['auth.login', { email: 'a' }, { email: 'a', client: 'desktop' }],
  ['auth.register?batch=1', { 0: { email: 'a' } }, { 0: { email: 'a', client: 'desktop' } }],
  ['auth.secondFactor', { code: '1' }, { code: '1', client: 'desktop' }],
  ['auth.verifyEmail', { token: 't' }, { token: 't', client: 'desktop' }],
])('%s is asked as the desktop, and its tokens stay with main', async (path, sent, asked) => {
  const granted = { user: 'ada', accessToken: 'a', refreshToken: 'r' }
  const isBatch = path.includes('batch')
  const shape = (data: unknown) => (isBatch ? [{ result: { data } }] : { result: { data } })
  reply = () => ({ status: 200, body: shape(granted) })
  const response = await post(path, sent)
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual(asked)
  expect(kept).toEqual([granted])
  expect(await response.json()).toEqual(shape({ user: 'ada' }))
})

test.each([
  ['auth.login', { status: 'second-factor', ticket: 't', methods: ['totp'] }],
  ['auth.register', { status: 'check-mail' }],
  ['auth.verifyEmail', { status: 'verified' }],
])('%s that opens no session yet is answered as it is, and keeps nothing', async (path, data) => {
  reply = () => ({ status: 200, body: { result: { data } } })
  expect(await (await post(path, {})).json()).toEqual({ result: { data } })
  reply = () => ({ status: 200, body: [{ result: { data } }] })
  expect(await (await post(`${path}?batch=1`, { 0: {} })).json()).toEqual([{ result: { data } }])
  expect(kept).toEqual([])
})

test('a refused sign-in is passed on', async () => {
  reply = () => ({ status: 401, body: { error: 'wrong-credentials' } })
  const response = await post('auth.login', {})
  expect([response.status, await response.json()]).toEqual([401, { error: 'wrong-credentials' }])
  expect(kept).toEqual([])
})

test.each([
  'auth.refresh',
  'auth.logout',
  'auth.login,users.me?batch=1',
  'users.me%2Cauth.refresh',
])('%s is not for pages', async (path) => {
  expect((await post(path, {})).status).toBe(404)
  expect(seen).toEqual([])
})

test('a server that does not answer is a network error, as in a browser', async () => {
  options = { ...options, serverUrl: 'http://127.0.0.1:9' }
  expect((await get('users.me')).type).toBe('error')
  expect((await post('auth.login', {})).type).toBe('error')
})

test('a session that cannot be renewed now is a network error too', async () => {
  options.session.accessToken = () => Promise.reject(new Error('offline'))
  expect((await get('users.me')).type).toBe('error')
  expect(seen).toEqual([])
})
