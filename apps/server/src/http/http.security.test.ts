import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveHttp } from '../processes/serve-http.ts'
import { type ServedForTest, serveForTest } from '../testing/serve.ts'
import type { HttpEnv } from './request-info.ts'

let served: ServedForTest
beforeAll(async () => {
  served = await serveForTest()
})
afterAll(() => served[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }
const PASSWORD = 'correct horse battery staple'

const PATHS = [
  '/',
  '/health',
  '/ready',
  '/metrics',
  '/trpc/users.me',
  '/trpc/nothing',
  '/snapshots/x/1/0',
  '/nothing.js',
]

const directives = (policy: string | null): Map<string, string> =>
  new Map(
    (policy ?? '').split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(' ')
      return [name, sources.join(' ')]
    }),
  )

describe('every answer', () => {
  test.each(PATHS)(
    'of %s lets no page frame it and no script, style or picture in',
    async (path) => {
      const { headers } = await fetch(served.url + path)
      const policy = directives(headers.get('content-security-policy'))
      expect(policy.get('default-src')).toBe("'self'")
      expect(policy.get('script-src')).toBe("'self'")
      expect(policy.get('script-src-attr')).toBe("'none'")
      expect(policy.get('style-src')).toBe("'self'")
      expect(policy.get('img-src')).toBe("'self' data: blob:")
      expect(policy.get('connect-src')).toBe("'self'")
      expect(policy.get('frame-ancestors')).toBe("'none'")
      expect(policy.get('object-src')).toBe("'none'")
      expect(policy.get('base-uri')).toBe("'none'")
      expect([...policy.values()].join()).not.toMatch(/unsafe|\*|https?:/)
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*geolocation=\(\)/)
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('server')).toBeNull()
    },
  )

  test('of the API is kept by nobody', async () => {
    for (const path of ['/trpc/users.me', '/trpc/nothing', '/trpc/users.me,users.me?batch=1'])
      expect((await fetch(served.url + path)).headers.get('cache-control')).toBe('no-store')
  })

  test('demands https for good where people reach the server by it, and only there', async () => {
    const publicUrl = new URL('https://tasks.example.org')
    await using secure = await serveForTest({ publicUrl })
    const { headers } = await fetch(secure.url)
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=63072000/)
    const plain = await fetch(served.url)
    expect(plain.headers.get('strict-transport-security')).toBeNull()
  })
})

test('a server that people reach by plain http says so when it starts, and how to mend it', async () => {
  await using plain = await serveForTest({ publicUrl: new URL('http://tasks.example.org') })
  const warnings = plain.lines.filter((line) => line.includes('plain http'))
  expect(warnings).toHaveLength(1)
  expect(served.lines.filter((line) => line.includes('plain http'))).toEqual([])
})

describe('a page of another origin', () => {
  const preflight = { 'access-control-request-method': 'POST' }

  test.each(['https://evil.example', 'null', 'http://localhost', 'https://localhost.evil.example'])(
    'at %s is told nothing that a browser would let it read',
    async (origin) => {
      for (const method of ['OPTIONS', 'GET', 'POST']) {
        const url = `${served.url}/trpc/users.me`
        const { status, headers } = await fetch(url, { method, headers: { origin, ...preflight } })
        expect(status).not.toBe(200)
        for (const [name] of headers) expect(name).not.toMatch(/^access-control-/)
      }
    },
  )

  const foreign: [string, Record<string, string>][] = [
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
    ['no site', { 'sec-fetch-site': 'none' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a null Origin', { origin: 'null' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['cross-site under the own Origin', { 'sec-fetch-site': 'cross-site', origin: 'OWN' }],
  ]
  test.each(foreign)('%s may not ride on the cookie of a session', async (_, headers) => {
    const sameOrigin = { 'sec-fetch-site': 'same-origin' }
    const email = `${crypto.randomUUID()}@example.org`
    const registration = { email, password: PASSWORD, firstName: 'C' }
    const signedIn = await served.post('auth.register', registration, sameOrigin)
    const cookie = signedIn.headers.getSetCookie().join('; ').split(';')[0] ?? ''
    const sent = { ...headers, ...(headers.origin === 'OWN' && { origin: served.url }), cookie }
    for (const path of ['auth.refresh', 'auth.logout'])
      expect((await served.post(path, {}, sent)).status).toBe(403)
    expect((await served.post('auth.refresh', {}, { ...sameOrigin, cookie })).status).toBe(200)
  })

  test('of a neighbouring host can set no cookie that signs a person in as somebody else', async () => {
    const publicUrl = new URL('https://tasks.example.org')
    await using secure = await serveForTest({ publicUrl })
    const registration = { email: 'eve@example.org', password: PASSWORD, firstName: 'Eve' }
    const sameOrigin = { 'sec-fetch-site': 'same-origin' }
    const { headers } = await secure.post('auth.register', registration, sameOrigin)
    const [set = ''] = headers.getSetCookie()
    expect(set).toMatch(/^__Host-[^;]+; .*Path=\/; Secure; HttpOnly; SameSite=Strict$/)
    const own = set.split(';')[0] ?? ''
    // What another host of the domain may set has no such name.
    const tossed = own.replace('__Host-', '')
    const refresh = (cookie: string) => secure.post('auth.refresh', {}, { ...sameOrigin, cookie })
    expect((await refresh(tossed)).status).toBe(401)
    expect((await refresh(`${tossed}; ${own}`)).status).toBe(200)
  })

  test('cannot ask by a form, whose body is no JSON', async () => {
    const headers = { 'content-type': 'text/plain', ...(await served.signUp()) }
    const body = JSON.stringify({ title: 'x' })
    const url = `${served.url}/trpc/tasks.create`
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(415)
  })
})

/** By `node:http`, which follows no limits of its own. */
const raw = async (path: string, body?: string, headers = {}) => {
  const method = body === undefined ? 'GET' : 'POST'
  const sent = request(served.url + path, { method, headers: { ...json, ...headers } })
  sent.on('error', () => undefined)
  sent.end(body)
  const [response] = await once(sent, 'response')
  response.resume()
  return Number(response.statusCode)
}

describe('what is too much', () => {
  test('a batch of 1,000, in the address alone and with a body', async () => {
    for (const name of ['users.me', 'projects.removeMember']) {
      const path = `/trpc/${Array(1000).fill(name).join()}?batch=1`
      expect(await raw(path)).toBe(400)
      expect(await raw(path.replaceAll(',', '%2C'))).toBe(400)
      expect(await raw(path, '{}')).toBe(400)
    }
  })

  test('an address of 10,000 characters, and headers of 100,000', async () => {
    expect(await raw(`/trpc/tasks.list?input=${'x'.repeat(10_000)}`)).toBe(414)
    expect(await raw(`/${'x'.repeat(10_000)}`)).toBe(414)
    expect(await raw('/health', undefined, { 'x-long': 'x'.repeat(100_000) })).toBe(431)
  })

  test('a body of 10 MB, whose length is told or not', async () => {
    const body = JSON.stringify({ title: 'x'.repeat(10_000_000) })
    expect(await raw('/trpc/tasks.create', body, { 'content-length': body.length })).toBe(413)
    expect(await raw('/trpc/tasks.create', body, { 'transfer-encoding': 'chunked' })).toBe(413)
  })

  test('a body of 100 KB of somebody who has not signed in, before it comes', async () => {
    const body = JSON.stringify({ email: 'x'.repeat(100_000) })
    for (const announced of [{ 'content-length': body.length }, { 'transfer-encoding': 'chunked' }])
      expect(await raw('/trpc/auth.login', body, announced)).toBe(413)
    const headers = await served.signUp()
    expect(await raw('/trpc/tasks.create', body, headers)).toBe(400)
  })

  test.each([
    '{"title":"x","__proto__":{"status":"completed"}}',
    '{"title":"x","constructor":{"prototype":{"status":"completed"}}}',
    '{"title":"x","prototype":{"status":"completed"}}',
    '{"title":"x","tags":{"__proto__":["x"]}}',
    '{"__proto__":null}',
  ])('keys that reach for a prototype: %s', async (body) => {
    const headers = await served.signUp()
    expect(await raw('/trpc/tasks.create', body, headers)).toBe(400)
    expect(Reflect.get({}, 'status')).toBeUndefined()
  })

  test('so many imports of one account at once that they would fill the memory', async () => {
    const headers = { ...json, ...(await served.signUp()) }
    const path = '/trpc/import.preview'
    const announced = { ...headers, 'content-length': 29_000_000 }
    const slow = Array.from({ length: 3 }, () => {
      const sent = request(served.url + path, { method: 'POST', headers: announced })
      sent.on('error', () => undefined)
      sent.flushHeaders()
      return sent
    })
    const [response] = await Promise.race(slow.map((sent) => once(sent, 'response')))
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } })
    for (const sent of slow) sent.destroy()
    // The room of what was given up is free again.
    const whole = JSON.stringify({ nothing: 'x'.repeat(100_000) })
    await expect.poll(() => raw(path, whole, headers)).toBe(400)
  })

  test('headers or a body that do not come', async () => {
    const app = new Hono<HttpEnv>().post('/', async (c) => c.text(await c.req.text()))
    app.onError((_, c) => c.body(null, 500))
    const within = { headersWithin: 300, requestWithin: 600 }
    await using http = await serveHttp({ app, host: '127.0.0.1', port: 0, ...within })
    const port = Number(new URL(http.url).port)
    const head = 'POST / HTTP/1.1\r\nHost: x\r\n'
    for (const begun of [head, `${head}Content-Length: 100\r\n\r\nslow`]) {
      const socket = connect(port, '127.0.0.1')
      let heard = ''
      socket.on('data', (data) => {
        heard += data
      })
      socket.write(begun)
      await once(socket, 'close')
      expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    }
  })
})
