import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  isAlive,
  postmasterOf,
  runAdmin,
  type ServerProcess,
  startProcess,
  startUnderShell,
  until,
} from './testing/server-process.ts'

// Each test starts whole servers, some of them several times.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let folder: string
const started: ServerProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-main-'))
})
afterEach(async () => {
  for (const { child, end } of started.splice(0)) if (child.exitCode === null) await end('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

const start = (env?: Record<string, string>): ServerProcess => {
  const server = startProcess(folder, env)
  started.push(server)
  return server
}

const json = { 'content-type': 'application/json' }
const PASSWORD = 'correct horse battery staple'

const post = async (url: string, path: string, input: object, headers: object = {}) => {
  const response = await fetch(`${url}/trpc/${path}`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(input),
  })
  const { result } = (await response.json()) as { result?: { data: Record<string, unknown> } }
  return { status: response.status, data: result?.data ?? {}, headers: response.headers }
}

const register = async (url: string): Promise<{ authorization: string }> => {
  const account = { email: 'ada@example.org', password: PASSWORD, firstName: 'Ada', client: 'tool' }
  const { data } = await post(url, 'auth.register', account)
  return { authorization: `Bearer ${data.accessToken}` }
}

const titles = async (url: string, headers: Record<string, string>): Promise<unknown> => {
  const response = await fetch(`${url}/trpc/tasks.list`, { headers })
  const { result } = (await response.json()) as { result: { data: { items: { title: string }[] } } }
  return result.data.items.map(({ title }) => title)
}

test('what was acknowledged survives kill -9 of the server, and the sign-in too', async () => {
  const first = start()
  const url = await first.ready()
  const headers = await register(url)
  const { status } = await post(url, 'tasks.create', { title: 'Survivor' }, headers)
  expect(status).toBe(200)
  const postgres = await postmasterOf(folder)
  await first.end('SIGKILL')
  expect(isAlive(postgres)).toBe(true)

  const second = start()
  const again = await second.ready()
  expect(await titles(again, headers)).toEqual(['Survivor'])
  expect(isAlive(postgres)).toBe(false)
  const newer = await postmasterOf(folder)
  expect(await second.end('SIGTERM')).toBe(0)
  expect(isAlive(newer)).toBe(false)
})

test('kill -9 of the database loses nothing, is answered with 503, and is over by itself', async () => {
  const server = start()
  const url = await server.ready()
  const headers = await register(url)
  await post(url, 'tasks.create', { title: 'Survivor' }, headers)
  const postgres = await postmasterOf(folder)
  process.kill(postgres, 'SIGKILL')

  const seen = new Set<number>()
  const isAnswered = async (): Promise<boolean> => {
    const { status } = await fetch(`${url}/trpc/tasks.list`, { headers })
    seen.add(status)
    return status === 200
  }
  // The children of a killed PostgreSQL answer a little longer, until another takes its place.
  await until('another PostgreSQL', async () => {
    await isAnswered()
    return (await postmasterOf(folder).catch(() => postgres)) !== postgres
  })
  await until('an answer again', isAnswered)
  expect(
    [...seen].filter((status) => status !== 200 && status !== 503),
    server.output(),
  ).toEqual([])
  expect(await titles(url, headers)).toEqual(['Survivor'])
  await until('ready by its own account', async () => (await fetch(`${url}/ready`)).status === 200)
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s lets a request under way end, then leaves no process behind',
  async (signal) => {
    const server = start()
    const url = await server.ready()
    const headers = await register(url)
    const postgres = await postmasterOf(folder)
    const body = JSON.stringify({ title: 'Last one' })
    const slow = request(`${url}/trpc/tasks.create`, {
      method: 'POST',
      headers: { ...json, ...headers, 'content-length': Buffer.byteLength(body) },
    })
    slow.write(body.slice(0, 5))
    await until('the request has begun', async () => slow.socket?.bytesWritten)
    server.child.kill(signal)
    await until('the server stops', async () => server.output().includes('Stopping'))
    await expect(fetch(`${url}/health`)).rejects.toThrow()
    const answered = once(slow, 'response')
    slow.end(body.slice(5))
    const [response] = await answered
    expect(response.statusCode).toBe(200)
    expect(await server.exit).toBe(0)
    expect(isAlive(postgres)).toBe(false)
    expect(server.output()).not.toMatch(/"level":"(error|warn)"/)
  },
)

test('a second signal does not wait for the slow', async () => {
  const server = start()
  const url = await server.ready()
  const slow = request(`${url}/trpc/tasks.create`, {
    method: 'POST',
    headers: { ...json, 'content-length': 100 },
  })
  slow.on('error', () => undefined)
  slow.write('{')
  await until('the request has begun', async () => slow.socket?.bytesWritten)
  const postgres = await postmasterOf(folder)
  server.child.kill('SIGINT')
  await until('the server stops', async () => server.output().includes('Stopping'))
  const stopped = performance.now()
  await until('the second signal counts', async () => {
    server.child.kill('SIGINT')
    return server.child.exitCode !== null
  })
  expect(performance.now() - stopped).toBeLessThan(6000)
  expect(isAlive(postgres)).toBe(false)
})

test('a server whose package manager is killed outright stops with its database', async () => {
  const shell = startUnderShell(folder)
  const url = await shell.ready()
  const postgres = await postmasterOf(folder)
  await shell.end('SIGKILL')
  await until('the server is gone', async () =>
    fetch(`${url}/health`).then(
      () => false,
      () => true,
    ),
  )
  await until('the database is gone', async () => !isAlive(postgres))
})

test('a port in use, a folder in use and a bad setting are said plainly', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const refused = start({ PORT: String(port) })
  expect(await refused.exit).toBe(1)
  expect(refused.output()).toContain(`Port ${port} of 127.0.0.1 is in use.`)
  expect(refused.output()).not.toMatch(/^\s+at /m)
  taken.close()

  const first = start()
  await first.ready()
  const second = start()
  expect(await second.exit).toBe(1)
  expect(second.output()).toContain('Another Holdfast server is running on')
  const misspelt = start({ PORT: 'x' })
  expect(await misspelt.exit).toBe(1)
  expect(misspelt.output()).toContain('PORT=x cannot be used')
  expect((await fetch(`${await first.ready()}/ready`)).status).toBe(200)
})

test('`holdfast migrate` works without a server and beside one', async () => {
  const up = await runAdmin(folder, 'migrate', 'up')
  expect(up).toMatchObject({ code: 0, output: expect.stringContaining('Applying 0001_schemas') })
  await expect(postmasterOf(folder)).rejects.toThrow('ENOENT')
  const down = await runAdmin(folder, 'migrate', 'down', '--count', '2')
  expect(down).toMatchObject({ code: 0, output: expect.stringContaining('Taking back') })
  expect((await runAdmin(folder, 'migrate', 'status')).output.match(/pending/g)).toHaveLength(2)

  const plan = await runAdmin(folder, 'migrate', 'plan')
  expect(plan.output.match(/^-- \d{4}_\w+, up$/gm)).toHaveLength(2)
  const back = await runAdmin(folder, 'migrate', 'plan', '--down', '--to', '1')
  expect(back.output).toMatch(/^-- 0002_users, down\nBEGIN;\n/m)
  expect(back.output).not.toContain('0001_schemas, down')

  const server = start()
  const url = await server.ready()
  const status = await runAdmin(folder, 'migrate', 'status')
  expect(status.code).toBe(0)
  expect(status.output).toMatch(/^applied .*0001_schemas$/m)
  expect(status.output).not.toContain('pending')
  expect((await fetch(`${url}/ready`)).status).toBe(200)
  const early = await runAdmin(folder, 'migrate', 'up', '--to', '1')
  expect(early).toMatchObject({ code: 1, output: expect.stringMatching(/^Migration 1 is applied/) })
  expect(early.output).not.toMatch(/^\s+at /m)
  const unknown = await runAdmin(folder, 'migrate', 'sideways')
  expect(unknown.code).toBe(1)
})
