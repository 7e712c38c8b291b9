import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '@holdfast/db/testing'
import { expect, test } from 'vitest'
import { startServer } from './compose.ts'
import { decideConfig } from './config/config.ts'
import { openLog } from './log/open-log.ts'

/** As it travels: this side of the wire has no schema of its own. */
const PROTOCOL = 3

const post = async (url: string, path: string, input: object, token?: string) => {
  const response = await fetch(`${url}/trpc/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(input),
  })
  const { result } = (await response.json()) as { result: { data: Record<string, unknown> } }
  return result.data
}

/** A socket that has said hello. */
const follow = async (url: string, token: string) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`)
  const heard: Record<string, unknown>[] = []
  let wake = (): void => undefined
  socket.addEventListener('message', ({ data }) => {
    heard.push(JSON.parse(String(data)))
    wake()
  })
  const next = async (type: string) => {
    for (;;) {
      const found = heard.find((message) => message.type === type)
      if (found) return found
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  const hello = { type: 'hello', protocol: PROTOCOL, token, epoch: null, positions: {} }
  socket.send(JSON.stringify(hello))
  await next('ready')
  return { socket, next }
}

test('[W3] what one of two servers on a database writes reaches the sockets of the other', async () => {
  await using database = await testDatabase()
  // Removed after both servers have ended, which write to it until then.
  await using folder = await mkdtempDisposable(join(tmpdir(), 'holdfast-two-'))
  const config = {
    ...decideConfig({}),
    port: 0,
    databaseUrl: database.url,
    dataFolder: folder.path,
  }
  const log = openLog('silent')
  await using one = await startServer(config, log)
  await using two = await startServer(config, log)
  const { accessToken } = await post(one.url, 'auth.register', {
    email: 'ann@example.org',
    password: 'correct horse battery staple',
    firstName: 'Ann',
    client: 'tool',
  })
  const token = String(accessToken)
  const [here, there] = [await follow(one.url, token), await follow(two.url, token)]
  const id = '01890000-0000-7000-8000-000000000001'
  const at = '2026-11-22T10:00:00.000Z'
  const args = { id, title: 'Dig' }
  const mutation = { id: 1, draftId: id, name: 'create-task', version: 1, args, at }
  const reply = await post(
    one.url,
    'sync.push',
    { protocol: PROTOCOL, epoch: null, clientId: crypto.randomUUID(), mutations: [mutation] },
    token,
  )
  expect(reply).toMatchObject({ status: 'done', results: [{ status: 'applied' }] })
  const rows = [{ kind: 'task', row: { id, title: 'Dig' } }]
  for (const { socket, next } of [here, there]) {
    expect(await next('frame')).toMatchObject({ rows })
    socket.close()
  }
})
