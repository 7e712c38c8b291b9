import { once } from 'node:events'
import { request } from 'node:http'
import { PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServedForTest, serveForTest } from '../testing/serve.ts'

let served: ServedForTest
beforeAll(async () => {
  served = await serveForTest()
})
afterAll(() => served[Symbol.asyncDispose]())

const PASSWORD = 'correct horse battery staple'
const json = { 'content-type': 'application/json' }

test('a person registers, creates a task and finds it, with nothing but HTTP', async () => {
  const registered = await served.post('auth.register', {
    email: 'curl@example.org',
    password: PASSWORD,
    firstName: 'Curl',
    client: 'tool',
  })
  expect(registered.status).toBe(200)
  const headers = { authorization: `Bearer ${registered.data.accessToken}` }
  const created = await served.post('tasks.create', { title: 'Buy urgent milk' }, headers)
  expect(created.status).toBe(200)
  const found = await served.query('tasks.search', { query: 'urg' }, headers)
  const page = { items: [created.data], nextCursor: null }
  expect(found.data).toMatchObject(page)
  expect((await served.query('tasks.list', undefined, headers)).data).toEqual(page)
})

test('a browser is given a cookie out of its scripts’ reach, and refreshes by it', async () => {
  const registration = { email: 'browser@example.org', password: PASSWORD, firstName: 'B' }
  const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: served.url }
  const registered = await served.post('auth.register', registration, sameOrigin)
  expect(registered.data).not.toHaveProperty('refreshToken')
  const [header = ''] = registered.headers.getSetCookie()
  expect(header).toMatch(/^holdfast_refresh=.+; Path=\/trpc; HttpOnly; SameSite=Strict$/)
  const cookie = header.split(';')[0] ?? ''
  const refreshed = await served.post('auth.refresh', {}, { ...sameOrigin, cookie })
  expect(refreshed.status).toBe(200)
  const renewed = refreshed.headers.getSetCookie().filter((set) => set.includes('_refresh='))
  expect(renewed).toHaveLength(1)
  expect((await served.post('auth.refresh', {})).status).toBe(401)
})

test.each<[string, Record<string, string>, number]>([
  ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['from a sibling domain', { 'sec-fetch-site': 'same-site' }, 403],
  ['of a foreign Origin', { origin: 'https://evil.example' }, 403],
  ['of a null Origin', { origin: 'null' }, 403],
  ['of the own Origin', { origin: 'OWN' }, 200],
  ['from the own page', { 'sec-fetch-site': 'same-origin' }, 200],
  ['from no browser', {}, 200],
])('a sign-in %s is answered with %j: %d', async (_, headers, status) => {
  const credentials = { email: 'cors@example.org', password: PASSWORD }
  await served.post('auth.register', { ...credentials, firstName: 'C' })
  const own = headers.origin === 'OWN' ? { origin: served.url } : headers
  const answer = await served.post('auth.login', credentials, own)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  if (status === 403) expect(answer.error.data.appCode).toBe('forbidden')
})

describe('what is refused has one shape', () => {
  const shape = (path: string, code: string, httpStatus: number, appCode: string) => ({
    message: expect.any(String),
    code: expect.any(Number),
    data: { code, httpStatus, path, appCode },
  })

  test('without a session', async () => {
    const { status, error } = await served.query('users.me')
    expect(status).toBe(401)
    expect(error).toEqual(shape('users.me', 'UNAUTHORIZED', 401, 'unauthenticated'))
  })

  test('an unknown procedure, an unknown address, a wrong method', async () => {
    const { status, error } = await served.query('tasks.purge')
    expect(status).toBe(404)
    expect(error).toEqual(shape('tasks.purge', 'NOT_FOUND', 404, 'procedure-not-found'))
    const put = await fetch(`${served.url}/trpc/tasks.list`, { method: 'PUT' })
    expect(put.status).toBe(404)
    expect(await put.json()).toEqual({
      error: shape('/trpc/tasks.list', 'NOT_FOUND', 404, 'not-found'),
    })
    const byGet = await served.query('tasks.create', { title: 'x' })
    expect(byGet.status).toBe(405)
    expect(byGet.error.data.appCode).toBe('method-not-supported')
  })

  test('input that is not allowed names its fields', async () => {
    const { status, error } = await served.post('auth.register', { email: 'x', admin: true })
    expect(status).toBe(400)
    const { data, ...others } = shape('auth.register', 'BAD_REQUEST', 400, 'bad-input')
    expect(error).toEqual({ ...others, data: { ...data, issues: expect.any(Array) } })
    const issues = error.data.issues as { path: string }[]
    expect(issues.map(({ path }) => path).sort()).toEqual(['', 'email', 'firstName', 'password'])
  })

  test('a body that is no JSON', async () => {
    const response = await fetch(`${served.url}/trpc/auth.login`, {
      method: 'POST',
      headers: json,
      body: '{"email":',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { data: { appCode: 'bad-input' } } })
  })
})

describe('what is too much is refused at once', () => {
  const raw = async (path: string, body: string, headers: Record<string, string> = json) => {
    const response = await fetch(served.url + path, { method: 'POST', headers, body })
    const { error } = (await response.json()) as { error?: { data: { appCode: string } } }
    return { status: response.status, appCode: error?.data.appCode }
  }

  test('10 MB of body', async () => {
    const body = JSON.stringify({ title: 'x'.repeat(10_000_000) })
    const answer = await raw('/trpc/tasks.create', body)
    expect(answer).toEqual({ status: 413, appCode: 'too-large' })
  })

  test('a body that is announced as too long, before it comes', async () => {
    const headers = { ...json, 'content-length': 10_000_000 }
    const sent = request(`${served.url}/trpc/tasks.create`, { method: 'POST', headers })
    sent.on('error', () => undefined)
    sent.flushHeaders()
    const [response] = await once(sent, 'response')
    expect(response.statusCode).toBe(413)
    sent.destroy()
  })

  test('a body of untold length', async () => {
    const sent = request(`${served.url}/trpc/tasks.create`, { method: 'POST', headers: json })
    sent.on('error', () => undefined)
    for (let n = 0; n < 40; n++) sent.write('x'.repeat(100_000))
    sent.end()
    const [response] = await once(sent, 'response')
    expect(response.statusCode).toBe(413)
    sent.destroy()
  })

  test('JSON nested 100,000 deep, in the body and in the address', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const headers = { ...json, ...(await served.signUp()) }
    const answer = await raw('/trpc/tasks.create', `{"title":${deep}}`, headers)
    expect(answer).toMatchObject({ status: 400, appCode: 'bad-input' })
    const input = encodeURIComponent('['.repeat(100) + ']'.repeat(100))
    const response = await fetch(`${served.url}/trpc/tasks.list?input=${input}`)
    expect(response.status).toBe(400)
  })

  test('a batch of fifty-one; fifty are answered', async () => {
    const headers = await served.signUp()
    const batch = (size: number) =>
      fetch(`${served.url}/trpc/${Array(size).fill('users.me').join()}?batch=1`, { headers })
    const fifty = await batch(50)
    expect(fifty.status).toBe(200)
    expect(await fifty.json()).toHaveLength(50)
    expect((await batch(51)).status).toBe(400)
  })

  test('an import may be large, but nothing beside it in one batch', async () => {
    const headers = { ...json, ...(await served.signUp()) }
    const file = { name: 'x'.repeat(5_000_000) }
    const alone = JSON.stringify({ source: 'trello', file })
    expect((await raw('/trpc/import.preview', alone, headers)).status).not.toBe(413)
    const both = JSON.stringify({ 0: { source: 'trello', file }, 1: { title: 'x' } })
    const batched = await raw('/trpc/import.preview,tasks.create?batch=1', both, headers)
    expect(batched.status).toBe(413)
    const huge = JSON.stringify({ source: 'trello', file: { name: 'x'.repeat(31 * 1024 * 1024) } })
    expect((await raw('/trpc/import.preview', huge, headers)).status).toBe(413)
  })

  test.each([
    ['nobody', {}],
    ['a forged token', { authorization: 'Bearer a.b.c' }],
  ])('a large import of %s is not even read', async (_, headers) => {
    const body = JSON.stringify({ source: 'trello', file: { name: 'x'.repeat(5_000_000) } })
    const answer = await raw('/trpc/import.preview', body, { ...json, ...headers })
    expect(answer).toMatchObject({ status: 401, appCode: 'unauthenticated' })
  })

  test('the longest change that there is can be pushed', async () => {
    const headers = await served.signUp()
    const { data: task } = await served.post('tasks.create', { title: 'x' }, headers)
    const longest = (text: string) => text.repeat(100_000)
    const answer = await served.post(
      'sync.push',
      {
        protocol: PROTOCOL,
        epoch: null,
        clientId: crypto.randomUUID(),
        mutations: [
          {
            id: 1,
            draftId: crypto.randomUUID(),
            name: 'edit-task',
            version: 1,
            args: {
              id: task.id,
              description: { base: longest('\u0001'), value: longest('\u0002') },
            },
            at: '2026-11-22T10:00:00.000Z',
          },
        ],
      },
      headers,
    )
    expect(answer.data).toMatchObject({ status: 'done', results: [{ status: 'applied' }] })
  })
})

test('a prototype in the input is refused as an unknown field', async () => {
  const headers = { ...json, ...(await served.signUp()) }
  const response = await fetch(`${served.url}/trpc/tasks.create`, {
    method: 'POST',
    headers,
    body: '{"title":"x","__proto__":{"status":"completed"}}',
  })
  expect(response.status).toBe(400)
})

test('every answer forbids framing, foreign scripts and guessing of types', async () => {
  for (const path of ['/', '/health', '/trpc/users.me', '/nothing.js', '/trpc/nothing']) {
    const { headers } = await fetch(served.url + path)
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('strict-transport-security')).toBeNull()
  }
  const { headers } = await fetch(`${served.url}/trpc/users.me`)
  expect(headers.get('cache-control')).toBe('no-store')
})

test('the server says that it is alive and that it is ready', async () => {
  const health = await fetch(`${served.url}/health`)
  expect([health.status, await health.json()]).toEqual([200, { status: 'alive' }])
  const ready = await fetch(`${served.url}/ready`)
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
})

test('a fault of the server is a 500 with an id that the log knows, and says no more', async () => {
  await using broken = await serveForTest()
  const headers = await broken.signUp()
  const { db } = broken.server.services
  await db.transact((tx) =>
    tx.rows({ text: 'ALTER TABLE tasks.tasks RENAME COLUMN created_at TO canary_column' }),
  )
  const { status, error } = await broken.query('tasks.list', undefined, headers)
  expect(status).toBe(500)
  expect(error.data).toEqual({
    code: 'INTERNAL_SERVER_ERROR',
    httpStatus: 500,
    path: 'tasks.list',
    appCode: 'internal',
    supportId: expect.any(String),
  })
  expect(JSON.stringify(error)).not.toMatch(/created_at|column|select/i)
  expect(broken.lines.join('')).toContain(String(error.data.supportId))
})

test('a server whose schema is behind is not ready', async () => {
  await using behind = await serveForTest()
  await behind.server.services.db.transact((tx) =>
    tx.rows({
      text: 'DELETE FROM ops.migrations WHERE name = (SELECT max(name) FROM ops.migrations)',
    }),
  )
  const ready = await fetch(`${behind.url}/ready`)
  expect(ready.status).toBe(503)
  expect(ready.headers.get('retry-after')).toBe('1')
})

test('no secret is in any log line', async () => {
  await using watched = await serveForTest()
  const registration = {
    email: 'canary@example.org',
    password: 'canary-password-1234',
    firstName: 'Canary',
    client: 'tool',
  }
  const { data } = await watched.post('auth.register', registration)
  const headers = { authorization: `Bearer ${data.accessToken}` }
  await watched.post('auth.login', { ...registration, password: 'canary-password-wrong' })
  await watched.post('auth.refresh', { refreshToken: data.refreshToken })
  await watched.post('auth.refresh', {}, { cookie: `holdfast_refresh=${data.refreshToken}` })
  await watched.server.services.db.transact((tx) =>
    tx.rows({
      text: 'ALTER TABLE tasks.tasks ADD CONSTRAINT broken CHECK (title = $$x$$) NOT VALID',
    }),
  )
  const failed = await watched.post('tasks.create', { title: 'canary-title' }, headers)
  expect(failed.status).toBe(500)
  const logged = watched.lines.join('')
  expect(logged).toContain(String(failed.error.data.supportId))
  for (const secret of [
    'canary-password',
    'canary-title',
    'canary@example.org',
    String(data.accessToken),
    String(data.refreshToken),
    'argon2',
  ])
    expect(logged).not.toContain(secret)
})

test('only /live can be upgraded to, and a stop says goodbye to it', async () => {
  await using live = await serveForTest()
  const address = live.url.replace('http:', 'ws:')
  const closing = async (path: string): Promise<number> => {
    const [{ code }] = await once(new WebSocket(address + path), 'close')
    return code
  }
  expect(await closing('/elsewhere')).toBe(1006)
  const socket = new WebSocket(`${address}/live`)
  await once(socket, 'open')
  const closed = once(socket, 'close')
  const started = performance.now()
  await live.server.stop()
  expect(performance.now() - started).toBeLessThan(5000)
  const [{ code }] = await closed
  expect(code).toBe(1001)
})
