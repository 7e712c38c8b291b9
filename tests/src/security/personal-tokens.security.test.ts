import { LiveClient } from '@holdfast/api/testing/live-client'
import { CloseCode, PROTOCOL } from '@holdfast/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SecurityWorld } from './security-world.ts'

const password = 'correct horse battery staple'

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A personal access token of the owner. */
const create = async (...scopes: string[]): Promise<{ id: string; token: string }> => {
  const input = { name: 'Tool', scopes, expiresInDays: 1, password }
  const { data } = await world.served.post('tokens.create', input, bearer(world.people.owner.token))
  return { id: String(data.id), token: String(data.token) }
}

const revoke = (id: string) =>
  world.served.post('tokens.revoke', { id }, bearer(world.people.owner.token))

const connect = () => LiveClient.open(`${world.served.url.replace('http', 'ws')}/live`)

const page = (token: string, project: string) =>
  fetch(`${world.served.url}/snapshots/project:${project}/1/0`, { headers: bearer(token) })

const push = (token: string) =>
  world.served.post(
    'sync.push',
    {
      ...{ protocol: PROTOCOL, clientId: crypto.randomUUID(), epoch: null },
      mutations: [
        {
          id: 1,
          draftId: crypto.randomUUID(),
          name: 'noop',
          version: 1,
          args: {},
          at: '2026-11-22T10:00:00.000Z',
        },
      ],
    },
    bearer(token),
  )

const pull = (token: string) =>
  world.served.post(
    'sync.pull',
    {
      ...{ protocol: PROTOCOL, clientId: crypto.randomUUID(), epoch: null },
      ...{ positions: {}, joins: {}, downloading: [], inline: [] },
    },
    bearer(token),
  )

describe('a personal access token', () => {
  test('that reads pulls, fetches pages and listens, and does not push', async () => {
    const { project } = await world.stage()
    const { token } = await create('read')
    expect((await pull(token)).status).toBe(200)
    expect((await page(token, project)).status).toBe(404)
    const client = await connect()
    await client.greet(token, { positions: {} })
    client.socket.terminate()
    expect(await push(token)).toMatchObject({
      status: 403,
      error: { data: { appCode: 'forbidden' } },
    })
  })

  test('that writes pushes, and neither pulls, nor fetches, nor listens', async () => {
    const { project } = await world.stage()
    const { token } = await create('write')
    expect((await push(token)).status).toBe(200)
    expect((await pull(token)).status).toBe(403)
    expect((await page(token, project)).status).toBe(403)
    const client = await connect()
    client.send({ type: 'hello', protocol: PROTOCOL, token, epoch: null, positions: {} })
    expect(await client.closed()).toBe(CloseCode.unauthenticated)
  })

  test('that is revoked is refused everywhere, and its socket closed, and no other', async () => {
    const { project } = await world.stage()
    const { id, token } = await create('read', 'write')
    const other = await create('read')
    const [client, goesOn] = [await connect(), await connect()]
    await client.greet(token, { positions: {} })
    await goesOn.greet(other.token, { positions: {} })
    await revoke(id)
    for (const refused of [await pull(token), await push(token), await page(token, project)])
      expect(refused.status).toBe(401)
    expect(await client.closed()).toBe(CloseCode.unauthenticated)
    await goesOn.settled()
    goesOn.socket.terminate()
  })

  test('of somebody who is suspended is refused, and its socket closed', async () => {
    const input = { name: 'Tool', scopes: ['read'], expiresInDays: 1, password }
    const { authorization } = await world.served.signUp()
    const { data } = await world.served.post('tokens.create', input, { authorization })
    const token = String(data.token)
    const client = await connect()
    await client.greet(token, { positions: {} })
    const { db } = world.served.server.services
    await db.transact((tx) =>
      tx.rows({
        text: `UPDATE users.users SET status = 'suspended' WHERE id =
                 (SELECT user_id FROM auth.personal_access_tokens WHERE id = $1)`,
        values: [data.id],
      }),
    )
    expect(await client.closed()).toBe(CloseCode.unauthenticated)
  })
})
